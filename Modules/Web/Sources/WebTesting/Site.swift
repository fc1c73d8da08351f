public import HTTP
public import Kernel
public import Router

/// A context's routes below their usual mount, called without a socket by users whose access token
/// is their id. A suite says once, in an extension of `Site` with its fixture, how to put it
/// together.
public struct Site<Fixture: Sendable>: Sendable {
  /// What the routes work on.
  public let fixture: Fixture
  /// What answers.
  public let router: Router

  /// Puts a site together.
  /// - Parameters:
  ///   - mount: what the routes' paths begin with, such as `/api/ajo`.
  ///   - roles: what a user is allowed to be.
  ///   - report: records an issue for what no test expects: the error behind an answer of 500, an
  ///     answer that was not kept under its key, a refusal that the route does not declare.
  /// - Throws: `RouteConflict`.
  public init(
    _ fixture: Fixture, routes: [Route], below mount: String, clock: any WallClock,
    ids: any IDSource, roles: @escaping @Sendable (UserID) -> [Role] = { _ in [.user] },
    report: @escaping @Sendable (any Error) -> Void
  ) throws {
    self.fixture = fixture
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in report(undeclared) }
    settings.onFailure = { error, _ in report(error) }
    router = try Router(
      routes: routes.map { $0.prefixed(mount) }, authenticator: UserIDAuthenticator(roles: roles),
      clock: clock, ids: ids, settings: settings)
  }

  /// Answers a GET.
  public func get(_ target: String, as user: UserID?) async -> Answer {
    await send(.get, target, as: user)
  }

  /// Answers a POST with JSON, under an idempotency key where one is named.
  public func post(
    _ target: String, _ body: String, as user: UserID?, key: String? = nil
  ) async -> Answer {
    await send(.post, target, body, as: user, [("Idempotency-Key", key)])
  }

  /// Answers a PATCH with JSON.
  public func patch(
    _ target: String, _ body: String, as user: UserID?, ifMatch: String? = nil
  ) async -> Answer {
    await send(.patch, target, body, as: user, [("If-Match", ifMatch)])
  }

  /// Answers any request.
  /// - Parameters:
  ///   - body: JSON, or nil for none.
  ///   - user: who calls; nil for nobody.
  ///   - fields: further fields of the head; those without a value are left out.
  public func send(
    _ method: HTTPMethod, _ target: String, _ body: String? = nil, as user: UserID?,
    _ fields: [(name: String, value: String?)] = []
  ) async -> Answer {
    var headers = HTTPHeaders()
    for (name, value) in fields {
      if let value { headers.add(name, value) }
    }
    if let user { headers.add("Authorization", "Bearer \(user)") }
    if body != nil { headers.add("Content-Type", "application/json") }
    let request = HTTPRequest(
      method: method, target: target, headers: headers,
      body: .bytes(Array((body ?? "").utf8)), remoteAddress: "127.0.0.1")
    return Answer(await router.respond(to: request))
  }
}

/// Takes a user's id for an access token.
private struct UserIDAuthenticator: Authenticator {
  let roles: @Sendable (UserID) -> [Role]

  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    guard let id = UserID(token) else { throw Problem(.unauthorized) }
    return Principal(userID: id, sessionID: SessionID(rawValue: 1), roles: roles(id))
  }
}
