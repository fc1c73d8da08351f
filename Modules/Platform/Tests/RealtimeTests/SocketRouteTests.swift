import HTTP
import JSON
import Kernel
import KernelTesting
import Observability
import Router
import Testing
import WebSocket

@testable import Realtime

/// The opening of sockets behind a router, without a network.
@Suite struct SocketRouteTests {
  /// Lets in whoever says `good-<number>`.
  private struct OneUser: SocketAuthenticator {
    let cookieName: String? = "session"

    func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
      guard token != "down" else { throw Down() }
      guard token.hasPrefix("good-"), let number = UInt128(token.dropFirst(5)) else {
        throw Problem(.unauthorized)
      }
      let principal = Principal(
        userID: UserID(rawValue: number), sessionID: SessionID(rawValue: number), roles: [.user])
      return AdmittedSession(principal) { principal }
    }

    func onChange(_ told: @escaping @Sendable () -> Void) {}
  }

  private struct Down: Unavailability {
    var retryAfterSeconds: Int { 3 }
  }

  private let metrics = MetricsRegistry(process: false)
  private let clock = FixedClock(Instant(milliseconds: 1_767_268_800_000))

  private func router(_ configure: (inout SocketSettings) -> Void = { _ in }) throws -> Router {
    var settings = SocketSettings()
    configure(&settings)
    let hub = SocketHub(settings, clock: clock, metrics: metrics)
    hub.bind(OneUser())
    return try Router(
      routes: [hub.route("/ws", summary: "Sockets")], authenticator: nil, clock: clock,
      ids: SeededIDs(seed: 1))
  }

  private func open(
    _ router: Router, _ more: [(String, String)] = [], without: String? = nil,
    method: HTTPMethod = .get
  ) async -> HTTPResponse {
    var headers: HTTPHeaders = [
      "Host": "example.com", "Connection": "Upgrade", "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    for (name, value) in more { headers.add(name, value) }
    if let without { headers[without] = nil }
    return await router.respond(
      to: HTTPRequest(method: method, target: "/ws", headers: headers))
  }

  private func code(_ response: HTTPResponse) -> String? {
    guard case .bytes(let bytes) = response.body else { return nil }
    return try? JSONDocument(parsing: bytes).root["code"]?.string
  }

  @Test("Where no context knows of users, a token opens nothing")
  func unbound() async throws {
    let hub = SocketHub(SocketSettings(), clock: clock, metrics: metrics)
    let router = try Router(
      routes: [hub.route("/ws", summary: "Sockets")], authenticator: nil, clock: clock,
      ids: SeededIDs(seed: 1))
    #expect(await open(router, [("Authorization", "Bearer any")]).status == 401)
  }

  @Test("A handshake without a token opens a socket that nobody is behind yet")
  func plain() async throws {
    let response = await open(try router())
    #expect(response.status == 101)
    #expect(response.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(response.upgrade != nil)
  }

  @Test("A token comes in its field or among the subprotocols, and is never given back")
  func tokens() async throws {
    let router = try router()
    let field = await open(router, [("Authorization", "bearer good-1")])
    #expect(field.status == 101)
    #expect(field.headers["Sec-WebSocket-Protocol"] == nil)
    let offered = await open(router, [("Sec-WebSocket-Protocol", "atrium.v1, bearer.good-1")])
    #expect(offered.status == 101)
    #expect(offered.headers["Sec-WebSocket-Protocol"] == "atrium.v1")
    let other = await open(router, [("Sec-WebSocket-Protocol", "bearer.good-1, chat")])
    #expect(other.status == 101)
    #expect(other.headers["Sec-WebSocket-Protocol"] == nil)
  }

  @Test(
    "A token that is not valid opens none",
    arguments: [
      ("Authorization", "Bearer bad"), ("Authorization", "Basic good-1"), ("Authorization", ""),
      ("Authorization", "Bearer "), ("Sec-WebSocket-Protocol", "atrium.v1, bearer.bad"),
      ("Sec-WebSocket-Protocol", "atrium.v1, bearer."),
    ])
  func badTokens(field: String, value: String) async throws {
    let response = await open(try router(), [(field, value)])
    #expect(response.status == 401)
    #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    #expect(response.upgrade == nil)
  }

  @Test("A bad token in the field is not mended by a good one elsewhere; two are one too many")
  func twoTokens() async throws {
    let router = try router()
    let good = ("Sec-WebSocket-Protocol", "atrium.v1, bearer.good-1")
    #expect(await open(router, [("Authorization", "Bearer bad"), good]).status == 401)
    let twice = [("Authorization", "Bearer good-1"), ("Authorization", "Bearer good-1")]
    #expect(await open(router, twice).status == 400)
    let offers = [("Sec-WebSocket-Protocol", "bearer.good-1, bearer.good-2")]
    #expect(await open(router, offers).status == 400)
  }

  @Test("Where it cannot be found out who it is, the client is asked to come back")
  func unavailable() async throws {
    let response = await open(try router(), [("Authorization", "Bearer down")])
    #expect(response.status == 503)
    #expect(response.headers["Retry-After"] == "3")
  }

  @Test("What asks for no WebSocket is invited to open one")
  func invited() async throws {
    let router = try router()
    for field in ["Upgrade", "Connection", "Sec-WebSocket-Version"] {
      let response = await open(router, without: field)
      #expect(response.status == 426)
      #expect(code(response) == "upgrade_required")
      #expect(response.headers["Upgrade"] == "websocket")
      #expect(response.headers["Sec-WebSocket-Version"] == "13")
    }
    #expect(await open(router, without: "Sec-WebSocket-Key").status == 400)
    #expect(await open(router, method: .head).status == 426)
    #expect(await open(router, method: .post).status == 405)
  }

  @Test("Pages of other origins open none, unless they are on the list; `null` never does")
  func origins() async throws {
    let router = try router { $0.origins = ["https://app.example.org"] }
    for (origin, status) in [
      ("http://example.com", 101), ("https://example.com", 101), ("https://app.example.org", 101),
      ("null", 403), ("https://evil.example", 403), ("http://app.example.org", 403),
      ("http://example.com:81", 403), ("https://app.example.org.evil.example", 403), ("", 403),
    ] {
      // Even somebody who is signed in: the page acts for them.
      let response = await open(
        router, [("Origin", origin), ("Authorization", "Bearer good-1")])
      #expect(response.status == status, "\(origin)")
      if status == 403 { #expect(code(response) == "foreign_origin") }
    }
    let open = try self.router { $0.origins = ["*"] }
    #expect(await self.open(open, [("Origin", "https://any.example")]).status == 101)
    #expect(await self.open(open, [("Origin", "null")]).status == 403)
    let strict = try self.router { $0.isBehindTLS = true }
    #expect(await self.open(strict, [("Origin", "http://example.com")]).status == 403)
  }

  @Test("A cookie opens a socket for the server's own pages and those that are named, alone")
  func cookie() async throws {
    let router = try router { $0.origins = ["https://app.example.org", "*"] }
    for (origin, status) in [
      ("https://example.com", 101), ("https://app.example.org", 101), (nil, 403), ("null", 403),
      ("https://evil.example", 403), ("https://app.example.org.evil.example", 403), ("*", 403),
    ] {
      let fields = origin.map { [("Origin", $0)] } ?? []
      let response = await open(router, fields + [("Cookie", "theme=dark; session=good-1")])
      #expect(response.status == status, "\(origin ?? "none")")
      if status == 403 { #expect(code(response) == "foreign_origin") }
      // Who says who they are by what no browser sends by itself may be anywhere, as before.
      let token = await open(
        router,
        fields + [("Cookie", "session=bad"), ("Sec-WebSocket-Protocol", "bearer.good-1")])
      #expect(token.status == (origin == "null" ? 403 : 101), "\(origin ?? "none")")
    }
  }

  @Test(
    "A cookie that is malformed, repeated, empty or not valid is as a bad token",
    arguments: [
      "session=bad", "session=", "session=good-1; session=good-1", "session=good-1; session=bad",
      "session=\"good-1\"", "session=good-1,", "session=good-1;", "a b; session=good-1",
    ])
  func badCookies(_ field: String) async throws {
    let response = await open(
      try router(), [("Origin", "http://example.com"), ("Cookie", field)])
    #expect(response.status == 401)
    #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    #expect(response.upgrade == nil)
  }

  @Test("Other cookies are no business of a socket's, whatever they look like")
  func otherCookies() async throws {
    for field in ["theme=dark", "xsession=good-1", "a b", "Session=bad", ""] {
      let response = await open(try router(), [("Cookie", field)])
      #expect(response.status == 101, "\(field)")
    }
  }

  @Test("There is room for so many sockets, and for so many of one user")
  func seats() async throws {
    let router = try router { ($0.maxConnections, $0.maxPerUser) = (3, 1) }
    // As long as an answer is held, so is its seat.
    let ada = await open(router, [("Authorization", "Bearer good-1")])
    #expect(ada.status == 101)
    let again = await open(router, [("Authorization", "Bearer good-1")])
    #expect(again.status == 429)
    #expect(code(again) == "too_many_sockets")
    #expect(again.headers["Retry-After"] == "10")
    #expect(again.headers["RateLimit-Limit"] == "1")
    #expect(again.headers["RateLimit-Remaining"] == "0")
    #expect(again.headers["RateLimit-Reset"] == "10")
    let others = (
      await open(router, [("Authorization", "Bearer good-2")]), await open(router)
    )
    #expect((others.0.status, others.1.status) == (101, 101))
    let last = await open(router, [("Authorization", "Bearer good-3")])
    #expect(last.status == 503)
    #expect(last.headers["Retry-After"] != nil)
    let text = String(decoding: metrics.exposition(), as: UTF8.self)
    #expect(text.contains("\natrium_websockets 3\n"))
    withExtendedLifetime((ada, others)) {}
  }
}
