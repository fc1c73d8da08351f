import HTTP
import JSON
import Kernel
import KernelTesting
import Observability
import Router
import Testing

@testable import Realtime

/// Texts that cost nothing to send and much to compare as Swift's strings. They are longer than a
/// message or a head may be, so that one comparison would run for minutes.
@Suite("Sockets made to hold up the loop", .timeLimit(.minutes(30)))
struct HostileSocketTests {
  private struct Nobody: SocketAuthenticator {
    let cookieName: String? = "session"
    func admit(bearer token: String, at now: Instant) async throws -> AdmittedSession {
      throw Problem(.unauthorized)
    }
    func onChange(_ told: @escaping @Sendable () -> Void) {}
  }

  private static let pile = "a" + String(repeating: "\u{315}\u{327}", count: 225_000)

  @Test(
    "A type of combining marks, and one that is too long, is unknown at once",
    arguments: [
      "{\"type\":\"PILE\"}", "{\"type\":\"pingPILE\"}", "{\"a\":\"PILE\",\"type\":\"PILE\"}",
      "{\"type\":\"p\u{301}\"}", "{\"type\":\"\(String(repeating: "a", count: 65))\"}",
    ])
  func types(text: String) {
    let message = Array(text.replacing("PILE", with: Self.pile).utf8)
    #expect(throws: SocketRefusal.unknownType) {
      // As contexts do with what they are handed.
      switch try SocketMessage(parsing: message).type {
      case "ping", "auth": break
      default: break
      }
    }
  }

  @Test("The longest type is one, and what else a message holds is no matter")
  func longest() throws {
    let type = String(repeating: "t", count: SocketMessage.longestType)
    let message = try SocketMessage(
      parsing: Array("{\"type\":\"\(type)\",\"note\":\"\(Self.pile)\"}".utf8))
    #expect(message.type == type)
    #expect(message.body["note"]?.string?.utf8.count == Self.pile.utf8.count)
  }

  @Test(
    "A handshake is judged at once, whichever of its fields is the pile",
    arguments: [
      ("Origin", "PILE", 403), ("Origin", "https://PILE", 403), ("Origin", "nullPILE", 403),
      ("Authorization", "PILE x", 401), ("Authorization", "Bearer PILE", 401),
      ("Authorization", "PILE", 401), ("Cookie", "PILE", 101), ("Cookie", "PILE; session=x", 403),
      ("Connection", "PILE", 101), ("Sec-WebSocket-Protocol", "PILE", 400),
    ])
  func handshakes(name: String, value: String, status: Int) async throws {
    let hub = SocketHub(
      SocketSettings(), clock: FixedClock(Instant(milliseconds: 0)),
      metrics: MetricsRegistry(process: false))
    hub.bind(Nobody())
    let router = try Router(
      routes: [hub.route("/ws", summary: "Sockets")], authenticator: nil,
      clock: FixedClock(Instant(milliseconds: 0)), ids: SeededIDs(seed: 1))
    var headers: HTTPHeaders = [
      "Host": "example.com", "Connection": "Upgrade", "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    headers.add(name, value.replacing("PILE", with: Self.pile))
    let answer = await router.respond(to: HTTPRequest(target: "/ws", headers: headers))
    #expect(answer.status == status)
  }
}
