import Auth
import ContextKit
import Kernel
import Router

/// The identities at providers that open a user's account.
func identityRoutes(_ credentials: Credentials) -> [Route] {
  [
    linkRoute(.google, IDTokenInput.self, credentials),
    linkRoute(.apple, IDTokenInput.self, credentials),
    linkRoute(.telegram, InitDataInput.self, credentials),
    .get(
      "/identities", permission: .ownIdentities,
      summary: "List your linked identities, newest first"
    ) { (caller, query: IdentitiesQuery) in
      let found = try await credentials.identities(
        of: caller.userID, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { IdentityBody(identity: $0) }
    },
    .get(
      "/identities/{id}", permission: .ownIdentities, summary: "Show a linked identity"
    ) { (caller, path: RecordPath<IdentityTag>) in
      let identity = try await credentials.identity(path.id, of: caller.userID)
      let body = IdentityBody(identity: identity)
      return Reply.ok(body).etag(ETag(of: body))
    },
    .delete(
      "/identities/{id}", permission: .ownIdentities, summary: "Unlink an identity",
      refusals: [WrongPassword.self, SignInTooOld.self, LastSignInMethod.self]
    ) { (caller, input: UnlinkInput) in
      try await credentials.unlink(
        input.id, of: caller.userID, in: caller.sessionID, password: input.password,
        by: caller.actor
      ) { identity in
        try input.ifMatch.check(ETag(of: IdentityBody(identity: identity)))
      }
      return Reply.noContent
    },
  ]
}

private func linkRoute<Proof: ProofInput>(
  _ provider: IdentityProvider, _ proof: Proof.Type, _ credentials: Credentials
) -> Route {
  .post(
    "/identities/\(provider.rawValue)", permission: .ownIdentities,
    summary: "Link your \(provider.title) identity", status: 201, otherStatuses: [200],
    refusals: [ProviderRefusal.self, WrongPassword.self, SignInTooOld.self, IdentityTaken.self]
  ) { (caller, input: LinkInput<Proof>) in
    let (identity, isNew) = try await credentials.link(
      input.proof.proof(from: provider), to: caller.userID, in: caller.sessionID,
      password: input.password, by: caller.actor)
    let body = IdentityBody(identity: identity)
    return isNew ? Reply.created(body, at: "/identities/\(identity.id)") : Reply.ok(body)
  }
  .ofOwnAccount
}

/// The body of `POST /identities/…`.
struct LinkInput<Proof: ProofInput>: RequestInput {
  let proof: Proof
  let password: String?

  init(from fields: inout RequestFields) {
    proof = Proof(from: &fields)
    password = fields.nullableBody("password", .passwordOfOldSession)
  }
}

/// `DELETE /identities/{id}`.
struct UnlinkInput: RequestInput {
  let id: IdentityID
  let password: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: IdentityTag.self))
    password = fields.nullableBody("password", .passwordOfOldSession)
    ifMatch = fields.ifMatch()
  }
}

extension FieldType where Value == String {
  fileprivate static var passwordOfOldSession: FieldType {
    FieldType.password.described(
      "Asked for when the sign-in is older than `auth.recent_login` says.")
  }
}

/// The query of `GET /identities`.
struct IdentitiesQuery: RequestInput {
  let page: PageRequest<Identity, IdentityID>

  init(from fields: inout RequestFields) {
    page = fields.page("auth.identities", by: \.id)
  }
}

/// An identity on the wire. Only its user sees it.
struct IdentityBody: ResponseBody {
  let identity: Identity

  static let shape = Shape<IdentityBody>(
    "Identity",
    .id("id") { $0.identity.id },
    .enumeration("provider") { $0.identity.provider },
    .string("subject") { $0.identity.subject },
    .optionalString("email") { $0.identity.email?.canonical },
    .instant("created_at") { $0.identity.createdAt },
    .instant("last_used_at") { $0.identity.lastUsedAt })
}
