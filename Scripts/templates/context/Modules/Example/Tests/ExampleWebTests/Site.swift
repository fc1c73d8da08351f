import Example
import ExampleTesting
import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import StorageTesting
import Testing

@testable import ExampleWeb

/// The routes of items below their usual mount, on a database of their own.
struct Site {
  let fixture: ExampleFixture
  let router: Router

  init() async throws {
    fixture = try await ExampleFixture(on: .sqlite)
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in Issue.record(undeclared) }
    router = try Router(
      routes: itemRoutes(fixture.items).map { $0.prefixed("/api/example") },
      authenticator: UserIDAuthenticator(), clock: fixture.clock, ids: fixture.ids,
      settings: settings)
  }

  func get(_ target: String, as user: UserID?) async -> Answer {
    await send(.get, target, body: nil, user)
  }

  func post(
    _ target: String, _ body: String, as user: UserID?, key: String? = nil
  ) async -> Answer {
    await send(.post, target, body: body, user, key.map { [("Idempotency-Key", $0)] } ?? [])
  }

  func patch(
    _ target: String, _ body: String, as user: UserID?, ifMatch: String
  ) async -> Answer {
    await send(.patch, target, body: body, user, [("If-Match", ifMatch)])
  }

  private func send(
    _ method: HTTPMethod, _ target: String, body: String?, _ user: UserID?,
    _ fields: [(String, String)] = []
  ) async -> Answer {
    var headers = HTTPHeaders(fields)
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
  func principal(bearer token: String, at now: Instant) async throws -> Principal {
    guard let id = UserID(token) else { throw Problem(.unauthorized) }
    return Principal(userID: id, sessionID: SessionID(rawValue: 1), roles: [.user])
  }
}

/// An answer and what its JSON says.
struct Answer {
  let status: Int
  let headers: HTTPHeaders
  let bytes: [UInt8]
  private let json: JSONValue?

  init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    bytes = if case .bytes(let bytes) = response.body { bytes } else { [] }
    json = try? JSONDocument(parsing: bytes).root
  }

  subscript(name: String) -> String? { json?[name]?.string }

  /// The titles of a list's items.
  var titles: [String?] { json?["items"].map { $0.elements.map { $0["title"]?.string } } ?? [] }
}
