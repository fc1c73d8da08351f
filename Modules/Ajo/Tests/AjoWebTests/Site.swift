import Ajo
import AjoTesting
@testable import AjoWeb
import HTTP
import JSON
import Kernel
import KernelTesting
import Ports
import Router
import StorageTesting
import Testing

/// Ajo's routes below their usual mount, on a database of its own.
struct Site {
  let fixture: AjoFixture
  let router: Router

  init(pins: PinPolicy = PinPolicy(verifier: nil, isForEverybody: false)) async throws {
    fixture = try await AjoFixture(on: .sqlite)
    let routes = ajoRoutes(fixture.wallets, fixture.transfers(pins: pins)).map {
      $0.prefixed("/api/ajo")
    }
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in Issue.record(undeclared) }
    settings.onFailure = { error, _ in Issue.record(error) }
    router = try Router(
      routes: routes, authenticator: UserIDAuthenticator(), clock: fixture.clock,
      ids: fixture.ids, settings: settings)
  }

  func adaAndBola() async throws -> (UserID, UserID) {
    (
      try await fixture.user("ada", holding: .naira(500)),
      try await fixture.user("bola", holding: .naira(0))
    )
  }

  func get(_ target: String, as user: UserID?) async -> Answer {
    await send(.get, target, body: nil, user: user, key: nil)
  }

  func post(
    _ target: String, _ body: String, as user: UserID?, key: String? = nil, pin: String? = nil
  ) async -> Answer {
    await send(.post, target, body: body, user: user, key: key, pin: pin)
  }

  private func send(
    _ method: HTTPMethod, _ target: String, body: String?, user: UserID?, key: String?,
    pin: String? = nil
  ) async -> Answer {
    var headers = HTTPHeaders()
    if let user { headers.add("Authorization", "Bearer \(user)") }
    if let pin { headers.add("X-Pin-Token", pin) }
    if let key { headers.add("Idempotency-Key", key) }
    if body != nil { headers.add("Content-Type", "application/json") }
    let request = HTTPRequest(
      method: method, target: target, headers: headers,
      body: .bytes(Array((body ?? "").utf8)), remoteAddress: "127.0.0.1")
    return Answer(await router.respond(to: request))
  }
}

/// Takes a user's id for an access token.
private struct UserIDAuthenticator: Authenticator {
  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    guard let id = UserID(token) else { throw Problem(.unauthorized) }
    return Principal(userID: id, sessionID: SessionID(rawValue: 1), roles: [.user])
  }
}

/// An answer and what its JSON says.
struct Answer {
  let status: Int
  let headers: HTTPHeaders
  let body: [UInt8]
  private let json: JSONValue?

  init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    if case .bytes(let bytes) = response.body { body = bytes } else { body = [] }
    json = try? JSONDocument(parsing: body).root
  }

  subscript(name: String) -> String? { json?[name]?.string }

  var items: [JSONValue] { json?["items"].map { Array($0.elements) } ?? [] }

  /// The only bad field of a 422.
  var field: String? {
    let errors = json?["errors"].map { Array($0.elements) } ?? []
    return errors.count == 1 ? errors[0]["field"]?.string : nil
  }
}
