import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Replacements of members after the start.
func replacementRoutes(_ proposals: ProposalService) -> [Route] {
  [
    listing(
      .replacement, proposals, summary: "List a circle's replacements, newest first"
    ) { ReplacementBody($0) },
    .post(
      "/circles/{id}/replacements", permission: .changeCircles,
      summary: "Ask a member to give their seat up, and somebody to take it over", status: 201,
      refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (made: CircleProposal) in
        Reply.created(
          ReplacementBody(made), at: "/circles/\(made.circleID)/replacements")
      }
    ) { (caller, input: ReplacementInput, once) in
      try await proposals.proposeReplacement(
        of: input.member, by: input.newcomer, in: input.id, asHost: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/replacements/{replacement_id}/accept", permission: .changeCircles,
      summary: "Agree to a replacement",
      refusals: [CircleRefusal.self, ProposalRefusal.self, UserLeaving.self],
      reading: { CircleItemPath(.replacement, from: &$0) },
      answer: { (made: CircleProposal) in Reply.ok(ReplacementBody(made)) }
    ) { (caller, path, once) in
      try await proposals.acceptReplacement(
        path.id, in: path.circle, by: caller.userID, once: once)
    },
    declining(.replacement, proposals, summary: "Decline a replacement") { ReplacementBody($0) },
    withdrawing(.replacement, proposals, summary: "Withdraw a replacement"),
  ]
}
