import Auth
import ContextKit
import Kernel
import Router

/// Keys by which programs act for a user.
/// - Parameter scopes: what a key may be allowed to do.
func apiKeyRoutes(_ services: AuthServices, scopes: APIKeyScopes) -> [Route] {
  let credentials = services.credentials
  return [
    .get(
      "/api-keys", permission: .ownKeys, summary: "List your API keys, newest first",
      refusals: [NotFound.self]
    ) { (caller, query: APIKeysQuery) in
      let owner = query.userID ?? caller.userID
      try caller.checkMayKnow(owner)
      let found = try await credentials.apiKeys(
        of: owner, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { APIKeyBody(key: $0) }
    },
    .post(
      "/api-keys", permission: .ownKeys, summary: "Create an API key", status: 201,
      refusals: [SignInTooOld.self, TooManyKeys.self, NotFound.self]
    ) { (caller, input: NewAPIKeyInput) in
      try await create(input, for: caller, services, scopes)
    }
    .described(
      "The secret is shown in this answer alone. A key is sent as a bearer token and can do what "
        + "its scopes name: permissions, as each operation tells its own. No key can manage "
        + "passwords, PINs, sessions or keys."),
    .get(
      "/api-keys/{id}", permission: .ownKeys, summary: "Show an API key, without its secret",
      otherStatuses: [304]
    ) { (caller, path: RecordPath<APIKeyTag>) in
      APIKeyBody(key: try await credentials.apiKey(path.id, of: caller.ownerOfKeys)).versioned
    },
    .patch("/api-keys/{id}", permission: .ownKeys, summary: "Rename an API key") {
      (caller, input: APIKeyRenaming) in
      try await rename(input, for: caller, credentials)
    },
    .delete("/api-keys/{id}", permission: .ownKeys, summary: "Revoke an API key") {
      (caller, input: APIKeyRevocation) in
      try await credentials.revokeAPIKey(input.id, of: caller.ownerOfKeys, by: caller.actor) {
        try input.ifMatch.check(APIKeyBody(key: $0).etag)
      }
      return Reply.noContent
    },
  ]
}

private func create(
  _ input: NewAPIKeyInput, for caller: Caller, _ services: AuthServices, _ scopes: APIKeyScopes
) async throws -> Reply<NewAPIKeyBody> {
  let userID = input.userID ?? caller.userID
  try caller.checkMayKnow(userID)
  let user = try await services.accounts.user(userID)
  try scopes.check(input.scopes, for: user, expiresAt: input.expiresAt, at: caller.now)
  let (key, text) = try await services.credentials.makeAPIKey(
    NewAPIKey(
      userID: userID, name: input.name, scopes: input.scopes, expiresAt: input.expiresAt),
    in: caller.sessionID, by: caller.actor)
  return Reply.created(
    NewAPIKeyBody(key: APIKeyBody(key: key), secret: text), at: "/api-keys/\(key.id)"
  ).noStore()
}

private func rename(
  _ input: APIKeyRenaming, for caller: Caller, _ credentials: Credentials
) async throws -> Reply<APIKeyBody> {
  let owner = caller.ownerOfKeys
  guard let name = input.name else {
    let key = APIKeyBody(key: try await credentials.apiKey(input.id, of: owner))
    try input.ifMatch.check(key.etag)
    return key.versioned
  }
  let key = try await credentials.renameAPIKey(input.id, of: owner, to: name, by: caller.actor) {
    try input.ifMatch.check(APIKeyBody(key: $0).etag)
  }
  return APIKeyBody(key: key).versioned
}

extension Caller {
  /// Whose keys the caller may change; nil for anybody's.
  fileprivate var ownerOfKeys: UserID? { has(.admin) ? nil : userID }
}

/// The body of `POST /api-keys`.
struct NewAPIKeyInput: RequestInput {
  let name: String
  let scopes: [String]
  let expiresAt: Instant?
  let userID: UserID?

  init(from fields: inout RequestFields) {
    name = fields.body("name", .keyName)
    let scope = FieldType<String>.string(length: 1...100, of: .visibleASCII)
    scopes = fields.body(
      "scopes",
      FieldType<[String]>.array(of: scope, count: 1...64)
        .described("The names of permissions, such as ajo.wallet.read."))
    expiresAt = fields.nullableBody("expires_at", .instant)
    userID = fields.nullableBody(
      "user_id", .id(of: UserTag.self).described("For whom, if an administrator asks."))
  }
}

extension FieldType where Value == String {
  /// What somebody calls a key.
  static var keyName: FieldType { .line(length: 1...100) }
}

/// The body of `PATCH /api-keys/{id}`.
struct APIKeyRenaming: RequestInput {
  let id: APIKeyID
  /// What it is called from now on; nil changes nothing.
  let name: String?
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: APIKeyTag.self))
    name = fields.optionalBody("name", .keyName)
    ifMatch = fields.ifMatch()
  }
}

/// `DELETE /api-keys/{id}`.
struct APIKeyRevocation: RequestInput {
  let id: APIKeyID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: APIKeyTag.self))
    ifMatch = fields.ifMatch()
  }
}

/// The query of `GET /api-keys`.
struct APIKeysQuery: RequestInput {
  let userID: UserID?
  let page: PageRequest<APIKey, APIKeyID>

  init(from fields: inout RequestFields) {
    userID = fields.query("user_id", .id(of: UserTag.self))
    page = fields.page("auth.api_keys", by: \.id)
  }
}

/// A key on the wire, without its secret.
struct APIKeyBody: ResponseBody {
  let key: APIKey

  static let shape = Shape<APIKeyBody>(
    "APIKey",
    .id("id") { $0.key.id },
    .id("user_id") { $0.key.userID },
    .string("name") { $0.key.name },
    .string("prefix") { $0.key.prefix },
    .strings("scopes") { $0.key.scopes },
    .instant("created_at") { $0.key.createdAt },
    .optionalInstant("expires_at") { $0.key.expiresAt },
    .optionalInstant("last_used_at") { $0.key.lastUsedAt })

  /// The version of the key.
  var etag: ETag { ETag(of: self) }

  /// The key and its version.
  var versioned: Reply<APIKeyBody> { Reply.ok(self).etag(etag) }
}

/// A new key on the wire, with its secret.
struct NewAPIKeyBody: ResponseBody {
  let key: APIKeyBody
  let secret: String

  static let shape = Shape<NewAPIKeyBody>(
    "NewAPIKey",
    fields: APIKeyBody.shape.pulled { $0.key } + [
      .string("secret") { $0.secret }
    ])
}
