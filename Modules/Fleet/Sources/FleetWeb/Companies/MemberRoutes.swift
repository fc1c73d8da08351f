import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// Who belongs to a company, and as what.
func memberRoutes(_ members: MemberService) -> [Route] {
  [
    .get(
      "/companies/{id}/members", permission: .readFleet,
      summary: "List the members of a company in the order in which they joined",
      refusals: [AccessRefusal.self]
    ) { (caller, query: MemberQuery) in
      let found = try await members.members(
        of: query.id, for: FleetCaller(caller), after: query.place,
        limit: query.page.rowsToRead)
      return query.page.of(found) { MemberBody($0) }
    },
    .put(
      "/companies/{id}/members/{user_id}", permission: .manageFleet,
      summary: "Give a member another role, or hand the company over",
      refusals: [AccessRefusal.self, MemberRefusal.self, UserLeaving.self]
    ) { (caller, input: MemberInput) in
      MemberBody(
        try await members.change(
          input.path.userID, of: input.path.id, to: input.role, by: FleetCaller(caller)))
    },
    .delete(
      "/companies/{id}/members/{user_id}", permission: .manageFleet,
      summary: "Remove a member, or leave a company",
      refusals: [AccessRefusal.self, MemberRefusal.self]
    ) { (caller, path: MemberPath) in
      try await members.remove(path.userID, from: path.id, by: FleetCaller(caller))
      return NoContent()
    },
  ]
}

/// The path and query of `GET /companies/{id}/members`.
struct MemberQuery: RequestInput {
  let id: Company.ID
  let page: PageRequest<ListedMember, CursorPair<Instant, UserID>>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    page = fields.page("fleet.members", by: \.member.joinedAt, \.member.userID)
  }

  /// Where the page before ended.
  var place: MemberPlace? {
    page.after.map { MemberPlace(joinedAt: $0.first, userID: $0.second) }
  }
}

/// The path of a member.
struct MemberPath: RequestInput {
  let id: Company.ID
  let userID: UserID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    userID = fields.path("user_id", .id(of: UserTag.self))
  }
}

/// The path and body of `PUT /companies/{id}/members/{user_id}`.
struct MemberInput: RequestInput {
  let path: MemberPath
  let role: MemberRole

  init(from fields: inout RequestFields) {
    path = MemberPath(from: &fields)
    role = fields.body("role", .enumeration())
  }
}

/// A member on the wire.
struct MemberBody: ResponseBody {
  let listed: ListedMember

  init(_ listed: ListedMember) {
    self.listed = listed
  }

  static let shape = Shape<MemberBody>(
    "FleetMember",
    .id("user_id") { $0.listed.member.userID },
    .optionalString("name") { $0.listed.name },
    .optionalString("email") { $0.listed.email?.canonical },
    .enumeration("role") { $0.listed.member.role },
    .instant("joined_at") { $0.listed.member.joinedAt })
}
