import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Replacements of members after the start.
func replacementRoutes(_ proposals: ProposalService) -> [Route] {
  [
    .get(
      "/circles/{id}/replacements", permission: .readCircles,
      summary: "List a circle's replacements, newest first", refusals: [CircleRefusal.self]
    ) { (caller, query: ProposalQuery) in
      let found = try await proposals.proposals(
        .replacement, of: query.id, for: caller.userID, before: query.page.after,
        limit: query.page.rowsToRead)
      return query.page.of(found) { ReplacementBody($0) }
    },
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
      answer: { (made: CircleProposal) in Reply.ok(ReplacementBody(made)) }
    ) { (caller, path: ReplacementPath, once) in
      try await proposals.acceptReplacement(
        path.id, in: path.circle, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/replacements/{replacement_id}/decline", permission: .changeCircles,
      summary: "Decline a replacement", refusals: [CircleRefusal.self, ProposalRefusal.self],
      answer: { (made: CircleProposal) in Reply.ok(ReplacementBody(made)) }
    ) { (caller, path: ReplacementPath, once) in
      try await proposals.decline(
        path.id, .replacement, in: path.circle, by: caller.userID, once: once)
    },
    .delete(
      "/circles/{id}/replacements/{replacement_id}", permission: .changeCircles,
      summary: "Withdraw a replacement", refusals: [CircleRefusal.self, ProposalRefusal.self]
    ) { (caller, path: ReplacementPath) in
      try await proposals.withdraw(path.id, .replacement, in: path.circle, by: caller.userID)
      return Reply.noContent
    },
  ]
}
