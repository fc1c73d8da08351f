import HTTP
import Testing

@testable import WebSocket

/// Handshakes with fields that cost nothing to send and much to compare as Swift's strings. They
/// are longer than a head may be, so that one comparison would run for minutes.
@Suite("Handshakes made to hold up the loop", .timeLimit(.minutes(30)))
struct HostileHandshakeTests {
  typealias Refusal = WebSocketHandshake.Refusal

  private static let pile = "a" + String(repeating: "\u{315}\u{327}", count: 225_000)

  /// A field, and what becomes of the handshake.
  static let cases: [(name: String, value: String, ending: String?)] = [
    ("Connection", "PILE", "426"), ("Connection", "PILE, upgrade", nil),
    ("Connection", "upgradePILE", "426"), ("Upgrade", "PILE", "426"),
    ("Upgrade", "websocket,PILE,", nil), ("Upgrade", " PILE ", "426"),
    ("Sec-WebSocket-Version", "PILE", "426"), ("Sec-WebSocket-Version", "13PILE", "426"),
    ("Content-Length", "0PILE", "400"), ("Sec-WebSocket-Key", "PILE", "400"),
    ("Sec-WebSocket-Protocol", "PILE", "400"), ("Sec-WebSocket-Protocol", "a, aPILE", "400"),
    ("Sec-WebSocket-Extensions", "PILE", "400"), ("Sec-WebSocket-Extensions", "x; PILE", "400"),
    ("Sec-WebSocket-Extensions", "x; a=PILE", "400"),
    ("Sec-WebSocket-Extensions", "x; a=\"PILE\"", "400"),
    ("Sec-WebSocket-Extensions", "x; PILE=1", "400"),
  ]

  @Test("What is made of combining marks is refused or passed over at once", arguments: cases)
  func fields(name: String, value: String, ending: String?) {
    var headers: HTTPHeaders = [
      "Host": "example.com", "Connection": "Upgrade", "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    headers[name] = value.replacing("PILE", with: Self.pile)
    let request = HTTPRequest(target: "/socket", headers: headers)
    #expect(Self.ending(of: request) == ending)
  }

  private static func ending(of request: HTTPRequest) -> String? {
    do {
      _ = try WebSocketHandshake(request)
      return nil
    } catch {
      return error == .upgradeRequired ? "426" : "400"
    }
  }

  @Test("An origin of combining marks is foreign at once, and so is one to a host of them")
  func origins() {
    #expect(!WebSocketOrigin.isSame("https://\(Self.pile)", as: Self.pile))
    #expect(!WebSocketOrigin.isSame(Self.pile, as: "example.com"))
    #expect(!WebSocketOrigin.isSame("https://example.com\u{301}", as: "example.com"))
  }
}
