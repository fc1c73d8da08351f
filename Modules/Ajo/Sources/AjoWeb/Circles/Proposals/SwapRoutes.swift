import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Swaps of turns, and who looks after a circle.
func swapRoutes(_ proposals: ProposalService, _ circles: CircleService) -> [Route] {
  [
    listing(.swap, proposals, summary: "List a circle's swaps, newest first") { SwapBody($0) },
    .post(
      "/circles/{id}/swaps", permission: .changeCircles,
      summary: "Ask another member to swap turns", status: 201,
      refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (made: CircleProposal) in
        Reply.created(SwapBody(made), at: "/circles/\(made.circleID)/swaps")
      }
    ) { (caller, input: SwapInput, once) in
      try await proposals.proposeSwap(
        with: input.other, in: input.id, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/swaps/{swap_id}/accept", permission: .changeCircles,
      summary: "Accept a swap", refusals: [CircleRefusal.self, ProposalRefusal.self],
      reading: { CircleItemPath(.swap, from: &$0) },
      answer: { (swap: CircleProposal) in Reply.ok(SwapBody(swap)) }
    ) { (caller, path, once) in
      try await proposals.acceptSwap(path.id, in: path.circle, by: caller.userID, once: once)
    },
    declining(.swap, proposals, summary: "Decline a swap") { SwapBody($0) },
    withdrawing(.swap, proposals, summary: "Withdraw a swap"),
    .post(
      "/circles/{id}/host", permission: .changeCircles,
      summary: "Hand a circle over to another member",
      refusals: [CircleRefusal.self, UserLeaving.self],
      answer: { (view: CircleView) in CircleBody(view).tagged }
    ) { (caller, input: HandoverInput, once) in
      try await circles.handOver(input.id, to: input.host, by: caller.userID, once: once)
    },
  ]
}
