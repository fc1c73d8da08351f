import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Votes on the removal of members who did not pay.
func removalRoutes(_ proposals: ProposalService) -> [Route] {
  [
    listing(
      .removal, proposals, summary: "List a circle's votes on removals, newest first"
    ) { RemovalBody($0) },
    .post(
      "/circles/{id}/removals", permission: .changeCircles,
      summary: "Ask the members to vote on the removal of one who is late", status: 201,
      refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (made: CircleProposal) in
        Reply.created(
          RemovalBody(made), at: "/circles/\(made.circleID)/removals")
      }
    ) { (caller, input: RemovalInput, once) in
      try await proposals.proposeRemoval(
        of: input.member, in: input.id, asHost: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/removals/{removal_id}/vote", permission: .changeCircles,
      summary: "Vote on a removal", refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (made: CircleProposal) in Reply.ok(RemovalBody(made)) }
    ) { (caller, input: VoteInput, once) in
      try await proposals.vote(
        input.approves, on: input.removal.id, in: input.removal.circle, by: caller.userID,
        once: once)
    },
    withdrawing(.removal, proposals, summary: "Withdraw a removal"),
  ]
}
