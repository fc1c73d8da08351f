import Ajo
import Kernel
import Router

/// The path and query of a list of proposals.
struct ProposalQuery: RequestInput {
  let id: Circle.ID
  let page: PageRequest<CircleProposal, CircleProposal.ID>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    page = fields.page("ajo.proposals", by: \.id)
  }
}

/// The path and body of `POST /circles/{id}/swaps`.
struct SwapInput: RequestInput {
  let id: Circle.ID
  let other: UserID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    other = fields.body("with_user_id", .id(of: UserTag.self))
  }
}

/// The path and body of `POST /circles/{id}/replacements`.
struct ReplacementInput: RequestInput {
  let id: Circle.ID
  let member: UserID
  let newcomer: UserID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    member = fields.body("member_id", .id(of: UserTag.self))
    newcomer = fields.body("by_user_id", .id(of: UserTag.self))
  }
}

/// The path and body of `POST /circles/{id}/removals`.
struct RemovalInput: RequestInput {
  let id: Circle.ID
  let member: UserID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    member = fields.body("member_id", .id(of: UserTag.self))
  }
}

/// The path and body of `POST /circles/{id}/removals/{removal_id}/vote`.
struct VoteInput: RequestInput {
  let removal: CircleItemPath<CircleProposal>
  let approves: Bool

  init(from fields: inout RequestFields) {
    removal = CircleItemPath(.removal, from: &fields)
    approves = fields.body("approve", .bool)
  }
}

/// The path and body of `POST /circles/{id}/host`.
struct HandoverInput: RequestInput {
  let id: Circle.ID
  let host: UserID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    host = fields.body("user_id", .id(of: UserTag.self))
  }
}
