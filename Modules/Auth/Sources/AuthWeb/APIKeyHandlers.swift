import Auth
import ContextKit
import HTTP
import Kernel
import Router

/// Keys by which programs act for a user.
func apiKeyRoutes(_ keys: APIKeyHandlers) -> [Route] {
  [
    .get(
      "/api-keys", permission: .ownKeys, summary: "Your API keys, newest first",
      problems: [.notFound], keys.list),
    .post(
      "/api-keys", permission: .ownKeys,
      summary: "Make an API key; its secret is told this once", status: 201,
      problems: [.recentLoginRequired, .tooManyKeys, .notFound], keys.create
    ).described(
      "A key is sent as a bearer token and can do what its scopes name: permissions, as each "
        + "operation tells its own. No key can manage passwords, PINs, sessions or keys."),
    .get(
      "/api-keys/{id}", permission: .ownKeys, summary: "One API key, without its secret",
      otherStatuses: [304], problems: [.notFound], keys.get),
    .patch(
      "/api-keys/{id}", permission: .ownKeys, summary: "Call an API key otherwise",
      problems: [.notFound, .preconditionFailed], keys.rename),
    .delete(
      "/api-keys/{id}", permission: .ownKeys, summary: "Take an API key back",
      problems: [.notFound, .preconditionFailed], keys.revoke),
  ]
}

/// What the routes of API keys do.
struct APIKeyHandlers: Sendable {
  let services: AuthServices
  let all: AllOffers

  @Sendable func list(
    _ context: RequestContext, _ query: APIKeysQuery
  ) async throws -> Page<APIKeyBody> {
    let caller = try context.requirePrincipal()
    return try await answering {
      if let user = query.userID { try context.checkMayKnow(user) }
      let found = try await services.credentials.apiKeys(
        of: query.userID ?? caller.userID, before: query.before, limit: query.page.rowsToRead)
      return query.page.page(
        found, cursor: { Cursor(.id($0.id.rawValue)) }, body: { APIKeyBody(key: $0) })
    }
  }

  @Sendable func create(
    _ context: RequestContext, _ input: NewAPIKeyInput
  ) async throws -> Reply<NewAPIKeyBody> {
    let caller = try context.requirePrincipal()
    let userID = input.userID ?? caller.userID
    let (key, text) = try await answering {
      try context.checkMayKnow(userID)
      let user = try await services.accounts.user(userID)
      try APIKeyScopes(all).check(
        input.scopes, for: user, expiresAt: input.expiresAt, at: context.now)
      return try await services.credentials.makeAPIKey(
        NewAPIKey(
          userID: userID, name: input.name, scopes: input.scopes, expiresAt: input.expiresAt),
        in: caller.sessionID, by: context.actor)
    }
    return Reply.created(
      NewAPIKeyBody(key: APIKeyBody(key: key), secret: text),
      location: "\(context.request.path)/\(key.id)"
    ).noStore()
  }

  @Sendable func get(
    _ context: RequestContext, _ path: APIKeyPath
  ) async throws -> Reply<APIKeyBody> {
    let owner = try context.ownerOfKeys
    return try await answering {
      APIKeyBody(key: try await services.credentials.apiKey(path.id, of: owner)).versioned
    }
  }

  @Sendable func rename(
    _ context: RequestContext, _ input: APIKeyRenaming
  ) async throws -> Reply<APIKeyBody> {
    let owner = try context.ownerOfKeys
    return try await answering {
      guard let name = input.name else {
        let key = APIKeyBody(key: try await services.credentials.apiKey(input.id, of: owner))
        try input.ifMatch.check(key.etag)
        return key.versioned
      }
      let key = try await services.credentials.renameAPIKey(
        input.id, of: owner, to: name, by: context.actor
      ) { key in
        try input.ifMatch.check(APIKeyBody(key: key).etag)
      }
      return APIKeyBody(key: key).versioned
    }
  }

  @Sendable func revoke(
    _ context: RequestContext, _ input: APIKeyRevocation
  ) async throws -> Reply<NoContent> {
    let owner = try context.ownerOfKeys
    try await answering {
      try await services.credentials.revokeAPIKey(input.id, of: owner, by: context.actor) { key in
        try input.ifMatch.check(APIKeyBody(key: key).etag)
      }
    }
    return .noContent
  }
}

extension RequestContext {
  /// Whose keys the caller may change; nil for anybody's.
  fileprivate var ownerOfKeys: UserID? {
    get throws {
      let caller = try requirePrincipal()
      return caller.has(.admin) ? nil : caller.userID
    }
  }
}

/// What scopes there are: the permissions of all contexts that a key may have.
struct APIKeyScopes: Sendable {
  /// Every permission that a key may have, by its name.
  private let permissions: [String: Permission]

  /// The scopes of a program.
  init(_ all: AllOffers) {
    permissions = Dictionary(
      all.permissions.filter { $0.isForKeys }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Refuses scopes that there are not, and those that the user has no role for.
  func check(
    _ scopes: [String], for user: User, expiresAt: Instant?, at now: Instant
  ) throws(ValidationErrors) {
    var errors = scopes.enumerated().compactMap { index, scope -> FieldError? in
      let field = "scopes[\(index)]"
      guard let permission = permissions[scope] else {
        return FieldError(
          field: field, code: "unknown", message: "No key can have such a permission.")
      }
      guard case .anyRole(let roles) = permission.rule, !roles.contains(where: user.roles.contains)
      else { return nil }
      return FieldError(
        field: field, code: "not_allowed", message: "The user has no such permission.")
    }
    if let expiresAt, expiresAt <= now {
      errors.append(
        FieldError(field: "expires_at", code: "out_of_range", message: "This is over already."))
    }
    guard errors.isEmpty else { throw ValidationErrors(errors: errors) }
  }
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

/// The path of one key.
struct APIKeyPath: RequestInput {
  let id: APIKeyID

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: APIKeyTag.self))
  }
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
  static let list = "auth.api_keys"
  let userID: UserID?
  let page: PageQuery

  init(from fields: inout RequestFields) {
    userID = fields.query("user_id", .id(of: UserTag.self))
    page = fields.page(Self.list, keys: [.id])
  }

  var before: APIKeyID? { page.lastID.map { APIKeyID(rawValue: $0) } }
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
