import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Lists the proposals of a circle.
func listing<Body: ResponseBody>(
  _ kind: CircleProposal.Kind, _ proposals: ProposalService, summary: String,
  _ body: @escaping @Sendable (CircleProposal) -> Body
) -> Route {
  .get(
    kind.collection, permission: .readCircles, summary: summary, refusals: [CircleRefusal.self]
  ) { (caller, query: ProposalQuery) in
    let found = try await proposals.proposals(
      kind, of: query.id, for: caller.userID, before: query.page.after,
      limit: query.page.rowsToRead)
    return query.page.of(found, body)
  }
}

/// Declines a proposal that one is asked to agree to.
func declining<Body: ResponseBody>(
  _ kind: CircleProposal.Kind, _ proposals: ProposalService, summary: String,
  _ body: @escaping @Sendable (CircleProposal) -> Body
) -> Route {
  .post(
    "\(kind.path)/decline", permission: .changeCircles, summary: summary,
    refusals: [CircleRefusal.self, ProposalRefusal.self],
    reading: { CircleItemPath(kind, from: &$0) },
    answer: { (proposal: CircleProposal) in Reply.ok(body(proposal)) }
  ) { (caller, path, once) in
    try await proposals.decline(path.id, kind, in: path.circle, by: caller.userID, once: once)
  }
}

/// Takes a proposal of one's own back.
func withdrawing(
  _ kind: CircleProposal.Kind, _ proposals: ProposalService, summary: String
) -> Route {
  .delete(
    kind.path, permission: .changeCircles, summary: summary,
    refusals: [CircleRefusal.self, ProposalRefusal.self],
    reading: { CircleItemPath(kind, from: &$0) }
  ) { (caller, path) in
    try await proposals.withdraw(path.id, kind, in: path.circle, by: caller.userID)
    return Reply.noContent
  }
}

extension CircleProposal.Kind {
  /// Where the proposals of this kind are, below the context.
  fileprivate var collection: String { "/circles/{id}/\(rawValue)s" }
  /// Where one of them is.
  fileprivate var path: String { "\(collection)/{\(rawValue)_id}" }
}

/// The path of something that belongs to a circle.
struct CircleItemPath<Item>: Sendable {
  let circle: Circle.ID
  let id: Identifier<Item>

  /// - Parameter name: the parameter that has the thing's id.
  init(_ name: String, from fields: inout RequestFields) {
    circle = fields.path("id", .id(of: Circle.self))
    id = fields.path(name, .id(of: Item.self))
  }
}

extension CircleItemPath<CircleProposal> {
  /// The path of a proposal: `swap_id`, `replacement_id` or `removal_id`.
  init(_ kind: CircleProposal.Kind, from fields: inout RequestFields) {
    self.init("\(kind.rawValue)_id", from: &fields)
  }
}
