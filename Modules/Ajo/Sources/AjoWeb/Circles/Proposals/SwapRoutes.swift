import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Swaps of turns, and who looks after a circle.
func swapRoutes(_ proposals: ProposalService, _ circles: CircleService) -> [Route] {
  [
    .get(
      "/circles/{id}/swaps", permission: .readCircles,
      summary: "List a circle's swaps, newest first", refusals: [CircleRefusal.self]
    ) { (caller, query: ProposalQuery) in
      let found = try await proposals.proposals(
        .swap, of: query.id, for: caller.userID, before: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { SwapBody($0) }
    },
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
      answer: { (swap: CircleProposal) in Reply.ok(SwapBody(swap)) }
    ) { (caller, path: SwapPath, once) in
      try await proposals.acceptSwap(path.id, in: path.circle, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/swaps/{swap_id}/decline", permission: .changeCircles,
      summary: "Decline a swap", refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (swap: CircleProposal) in Reply.ok(SwapBody(swap)) }
    ) { (caller, path: SwapPath, once) in
      try await proposals.decline(path.id, .swap, in: path.circle, by: caller.userID, once: once)
    },
    .delete(
      "/circles/{id}/swaps/{swap_id}", permission: .changeCircles,
      summary: "Withdraw a swap", refusals: [CircleRefusal.self, ProposalRefusal.self]
    ) { (caller, path: SwapPath) in
      try await proposals.withdraw(path.id, .swap, in: path.circle, by: caller.userID)
      return Reply.noContent
    },
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
