import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Votes on the removal of members who did not pay.
func removalRoutes(_ proposals: ProposalService) -> [Route] {
  [
    .get(
      "/circles/{id}/removals", permission: .readCircles,
      summary: "List a circle's votes on removals, newest first", refusals: [CircleRefusal.self]
    ) { (caller, query: ProposalQuery) in
      let found = try await proposals.proposals(
        .removal, of: query.id, for: caller.userID, before: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { RemovalBody($0) }
    },
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
        input.approves, on: input.id, in: input.circle, by: caller.userID, once: once)
    },
    .delete(
      "/circles/{id}/removals/{removal_id}", permission: .changeCircles,
      summary: "Withdraw a removal", refusals: [CircleRefusal.self, ProposalRefusal.self]
    ) { (caller, path: RemovalPath) in
      try await proposals.withdraw(path.id, .removal, in: path.circle, by: caller.userID)
      return Reply.noContent
    },
  ]
}
