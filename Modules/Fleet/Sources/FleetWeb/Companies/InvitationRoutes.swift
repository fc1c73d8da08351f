import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// Invitations into companies, and the one place where codes are accepted.
func invitationRoutes(_ invitations: InvitationService) -> [Route] {
  [
    .get(
      "/companies/{id}/invitations", permission: .readFleet,
      summary: "List the invitations of a company, newest first", refusals: [AccessRefusal.self]
    ) { (caller, query: InvitationQuery) in
      let found = try await invitations.invitations(
        of: query.id, for: FleetCaller(caller), before: query.place,
        limit: query.page.rowsToRead)
      return query.page.of(found.invitations) {
        InvitationBody($0, from: found.company, at: caller.now)
      }
    },
    .post(
      "/companies/{id}/invitations", permission: .manageFleet,
      summary: "Invite somebody into a company", status: 201, refusals: [AccessRefusal.self],
      answer: { (made: MadeInvitation) in
        Reply.created(
          MadeInvitationBody(made),
          at: "/companies/\(made.company.id)/invitations/\(made.invitation.id)"
        ).noStore()
      }
    ) { (caller, input: InvitationInput, once) in
      try await invitations.invite(
        input.email, to: input.id, as: input.role.member, by: FleetCaller(caller), once: once)
    }
    // Each is a mail to an address that nobody has confirmed.
    .limited(to: 60, inSeconds: 3_600),
    .delete(
      "/companies/{id}/invitations/{invitation_id}", permission: .manageFleet,
      summary: "Take an invitation back", refusals: [AccessRefusal.self]
    ) { (caller, path: InvitationPath) in
      try await invitations.revoke(path.invitation, of: path.id, by: FleetCaller(caller))
      return NoContent()
    },
    .post(
      "/invitations/accept", permission: .manageFleet,
      summary: "Accept an invitation: to be a member of a company, or its driver",
      refusals: [InvitationRefusal.self, UserLeaving.self],
      answer: { (accepted: AcceptedInvitation) in AcceptedInvitationBody(accepted) }
    ) { (caller, input: AcceptInput, once) in
      try await invitations.accept(input.code, by: FleetCaller(caller), once: once)
    },
  ]
}

/// The path and query of `GET /companies/{id}/invitations`.
struct InvitationQuery: RequestInput {
  let id: Company.ID
  let page: PageRequest<CompanyInvitation, CursorPair<Instant, CompanyInvitation.ID>>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    page = fields.page("fleet.invitations", by: \.createdAt, \.id)
  }

  /// Where the page before ended.
  var place: InvitationPlace? {
    page.after.map { InvitationPlace(createdAt: $0.first, id: $0.second) }
  }
}

/// The path of an invitation.
struct InvitationPath: RequestInput {
  let id: Company.ID
  let invitation: CompanyInvitation.ID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    invitation = fields.path("invitation_id", .id(of: CompanyInvitation.self))
  }
}

/// The path and body of `POST /companies/{id}/invitations`.
struct InvitationInput: RequestInput {
  let id: Company.ID
  let email: EmailAddress
  let role: InvitedRole

  /// What one can be invited as: nobody becomes the owner so.
  enum InvitedRole: String, CaseIterable {
    case manager, `operator`, viewer

    var member: MemberRole {
      switch self {
      case .manager: .manager
      case .operator: .operator
      case .viewer: .viewer
      }
    }
  }

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    email = fields.body("email", .newEmail)
    role = fields.body("role", .enumeration())
  }
}

/// The body of `POST /invitations/accept`.
struct AcceptInput: RequestInput {
  let code: String

  init(from fields: inout RequestFields) {
    code = fields.body("code", .string(length: 1...64))
  }
}

/// An invitation on the wire, without its code.
struct InvitationBody: ResponseBody {
  let invitation: CompanyInvitation
  let company: Company
  let now: Instant

  init(_ invitation: CompanyInvitation, from company: Company, at now: Instant) {
    self.invitation = invitation
    self.company = company
    self.now = now
  }

  private var status: String {
    invitation.isExpired(at: now) ? "expired" : invitation.state.rawValue
  }

  static let shape = Shape<InvitationBody>(
    "FleetInvitation",
    .id("id") { $0.invitation.id },
    .id("company_id") { $0.company.id },
    .string("company_name") { $0.company.name },
    .string("email") { $0.invitation.email.canonical },
    .enumeration("role") { $0.invitation.role },
    .oneOf("status", ["pending", "accepted", "revoked", "expired"]) { $0.status },
    .instant("expires_at") { $0.invitation.expiresAt })
}

/// A new invitation on the wire, with its code.
struct MadeInvitationBody: ResponseBody {
  let made: MadeInvitation

  init(_ made: MadeInvitation) {
    self.made = made
  }

  static let shape = Shape<MadeInvitationBody>(
    "NewFleetInvitation",
    fields: InvitationBody.shape.pulled {
      InvitationBody($0.made.invitation, from: $0.made.company, at: $0.made.invitation.createdAt)
    } + [.string("code") { $0.made.code.text }])
}

/// Where an invitation has led, on the wire.
struct AcceptedInvitationBody: ResponseBody {
  let accepted: AcceptedInvitation

  init(_ accepted: AcceptedInvitation) {
    self.accepted = accepted
  }

  static let shape = Shape<AcceptedInvitationBody>(
    "AcceptedFleetInvitation",
    .object("company") { CompanyBody($0.accepted.sight) },
    .oneOf("role", MemberRole.allCases.map(\.rawValue) + ["driver"]) { $0.accepted.role })
}
