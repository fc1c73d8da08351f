import Auth
import AuthTesting
import ContextKit
import HTTP
import JSON
import Kernel
import KernelTesting
import Router
import StorageTesting
import Testing

@testable import AuthWeb

/// Auth behind a router, without a network.
struct Server {
  let auth: AuthFixture
  let tokens: AccessTokens
  let router: Router

  init(on engine: Engine = .sqlite, settings: AuthSettings = AuthSettings()) async throws {
    try self.init(try await AuthFixture(on: engine, settings: settings))
  }

  /// - Parameter all: what the contexts of the program offer.
  init(_ auth: AuthFixture, all: AllOffers = AllOffers([])) throws {
    self.auth = auth
    tokens = AccessTokens(
      keyring: auth.keyring, issuer: "https://test.example", audience: "atrium",
      settings: auth.settings, random: SystemRandomSource())
    let parts = AuthParts(
      services: auth.services, replies: SignInReplies(tokens: tokens),
      delivery: ProfileDelivery(accounts: auth.accounts, all: all, log: nil))
    var settings = RouterSettings()
    settings.onUndeclared = { undeclared, _ in Issue.record(undeclared) }
    router = try Router(
      routes: authRoutes(parts, below: "/api/auth")
        + routesOverAll(all, auth.services, below: "/api/auth")
        + authRoutes(parts, below: "/api/ajo/auth")
        + all.contexts.flatMap { host in
          authRoutes(parts, below: "\(host.mount)/auth", of: host)
        }
        + fixedAuthRoutes(auth.accounts, auth.codes, auth.keyring),
      authenticator: TokenAuthenticator(
        tokens: tokens, revocations: auth.revocations,
        keys: auth.apiKeys), clock: auth.clock,
      ids: UUIDv7Source(clock: SystemClock(), random: SystemRandomSource()),
      settings: settings)
  }

  /// Sends a request and reads the answer.
  func send(
    _ method: HTTPMethod, _ target: String, _ body: String? = nil, token: String? = nil,
    type: String = "application/json", headers more: [(String, String)] = [],
    from address: String = "192.0.2.1"
  ) async -> Answer {
    var headers = HTTPHeaders(more)
    if body != nil { headers.add("Content-Type", type) }
    if let token { headers.add("Authorization", "Bearer \(token)") }
    let response = await router.respond(
      to: HTTPRequest(
        method: method, target: target, headers: headers,
        body: body.map { .bytes(Array($0.utf8)) } ?? .none, remoteAddress: address))
    return Answer(response)
  }

  /// Signs somebody up.
  func register(_ email: String) async -> Answer {
    await send(
      .post, "/api/auth/register",
      #"{"email":"\#(email)","password":"\#(AuthFixture.password)","name":"Ada Lovelace"}"#)
  }

  /// The access token of a new administrator.
  func admin() async throws -> String {
    _ = try await auth.admin()
    let answer = await send(
      .post, "/api/auth/login",
      #"{"email":"root@example.com","password":"\#(AuthFixture.password)"}"#)
    return try answer.text("access_token")
  }
}

/// What came back.
struct Answer: CustomStringConvertible {
  let status: Int
  let headers: HTTPHeaders
  let body: [UInt8]

  init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    if case .bytes(let bytes) = response.body { body = bytes } else { body = [] }
  }

  var json: JSONValue? { try? JSONDocument(parsing: body).root }
  var code: String? { json?["code"]?.string }
  var description: String { "\(status) \(String(decoding: body, as: UTF8.self))" }

  func text(_ name: String) throws -> String { try #require(json?[name]?.string, "\(self)") }

  /// The fields that a 422 complains about.
  var badFields: [String] {
    json?["errors"]?.elements.compactMap { $0["field"]?.string } ?? []
  }
}
