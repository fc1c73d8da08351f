import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// Seats of circles: who takes them and gives them up, and how they pay.
func seatRoutes(_ circles: CircleService) -> [Route] {
  [
    .post(
      "/circles/join", permission: .changeCircles, summary: "Join a circle by its code",
      refusals: [CircleRefusal.self, UserLeaving.self],
      answer: { (view: CircleView) in CircleBody(view).tagged }
    ) { (caller, input: JoinInput, once) in
      try await circles.join(input.code, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/leave", permission: .changeCircles,
      summary: "Leave a circle that has not started", status: 204,
      refusals: [CircleRefusal.self], answer: { (_: Void) in Reply.noContent }
    ) { (caller, path: RecordPath<Circle>, once) in
      try await circles.leave(path.id, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/invite", permission: .changeCircles,
      summary: "Make a new code, which ends the old one", refusals: [CircleRefusal.self]
    ) { (caller, input: InviteInput) in
      InviteBody(
        try await circles.invite(
          to: input.id, expiresIn: input.expiresIn, by: caller.userID))
    },
    .put(
      "/circles/{id}/mandate", permission: .spendOwnWallet,
      summary: "Let contributions be debited from your wallet on due days, or not any more",
      refusals: [CircleRefusal.self, PinRequired.self]
    ) { (caller, input: MandateInput) in
      let view = try await circles.setMandate(
        input.isEnabled, in: input.id, by: caller.userID, pinToken: input.pinToken,
        precondition: input.ifMatch.circlePrecondition)
      return CircleBody(view).tagged
    },
    .put(
      "/circles/{id}/pledge-offer", permission: .spendOwnWallet,
      summary: "Agree to pledge if the circle is handed over to you, or not any more",
      refusals: [CircleRefusal.self, PinRequired.self]
    ) { (caller, input: PledgeOfferInput) in
      let view = try await circles.offerPledge(
        input.isEnabled, in: input.id, by: caller.userID, pinToken: input.pinToken)
      return CircleBody(view).tagged
    },
    .get(
      "/circles/{id}/members", permission: .readCircles,
      summary: "List a circle's members in the order of their turns",
      refusals: [CircleRefusal.self]
    ) { (caller, query: MemberQuery) in
      let found = try await circles.members(
        of: query.id, for: caller.userID, after: query.place, limit: query.page.rowsToRead)
      return query.page.of(found) { MemberBody($0) }
    },
  ]
}

/// The body of `POST /circles/join`.
struct JoinInput: RequestInput {
  let code: String

  init(from fields: inout RequestFields) {
    code = fields.body("invite_code", .string(length: 1...64))
  }
}

/// The path and body of `POST /circles/{id}/invite`.
struct InviteInput: RequestInput {
  let id: Circle.ID
  let expiresIn: Int64?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    expiresIn = fields.nullableBody("expires_in", .integer64(1...31_536_000))
  }
}

/// The path, conditions and body of `PUT /circles/{id}/mandate`.
struct MandateInput: RequestInput {
  let id: Circle.ID
  let isEnabled: Bool
  let pinToken: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    isEnabled = fields.body("enabled", .bool)
    pinToken = fields.pinToken("For one cycle's amount, to give a mandate.")
    ifMatch = fields.ifMatch()
  }
}

/// The path, PIN token and body of `PUT /circles/{id}/pledge-offer`.
struct PledgeOfferInput: RequestInput {
  let id: Circle.ID
  let isEnabled: Bool
  let pinToken: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    isEnabled = fields.body("enabled", .bool)
    pinToken = fields.pinToken("For the pledge, to agree to it.")
  }
}

/// The path and query of `GET /circles/{id}/members`.
struct MemberQuery: RequestInput {
  let id: Circle.ID
  let page: PageRequest<NamedMember, CursorPair<Int64, UserID>>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    page = fields.page("ajo.members", by: \.rank, \.member.userID)
  }

  var place: MemberPlace? {
    page.after.map { MemberPlace(rank: $0.first, userID: $0.second) }
  }
}

extension NamedMember {
  /// One number for their place in the list: those who have gone come last.
  fileprivate var rank: Int64 { member.place.rank }
}

extension MemberPlace {
  private static let gone: Int64 = 1_000_000

  fileprivate var rank: Int64 { (isActive ? 0 : Self.gone) + Int64(turn) }

  fileprivate init(rank: Int64, userID: UserID) {
    let isActive = rank < Self.gone
    self.init(
      isActive: isActive, turn: Int(clamping: isActive ? rank : rank - Self.gone), userID: userID)
  }
}

/// A code on the wire.
struct InviteBody: ResponseBody {
  let invite: CircleInvite

  init(_ invite: CircleInvite) {
    self.invite = invite
  }

  static let shape = Shape<InviteBody>(
    "CircleInvite",
    .string("invite_code") { $0.invite.code },
    .optionalInstant("expires_at") { $0.invite.expiresAt })
}

/// A member on the wire.
struct MemberBody: ResponseBody {
  let named: NamedMember

  init(_ named: NamedMember) {
    self.named = named
  }

  static let shape = Shape<MemberBody>(
    "CircleMember",
    .id("user_id") { $0.named.member.userID },
    .optionalString("name") { $0.named.name },
    .enumeration("role") { $0.named.member.role },
    .bool("pledge_offer") { $0.named.member.pledgeOffer > 0 },
    .enumeration("status") { $0.named.member.state },
    .integer("payout_order") { $0.named.member.turn },
    .instant("joined_at") { $0.named.member.joinedAt },
    .optionalInstant("ended_at") { $0.named.member.endedAt })
}
