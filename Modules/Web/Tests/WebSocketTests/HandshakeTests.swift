import HTTP
import Testing

@testable import WebSocket

@Suite("The opening handshake")
struct HandshakeTests {
  typealias Refusal = WebSocketHandshake.Refusal

  private static func request(
    _ change: (inout HTTPHeaders) -> Void = { _ in }, method: HTTPMethod = .get
  ) -> HTTPRequest {
    var headers: HTTPHeaders = [
      "Host": "example.com", "Connection": "Upgrade", "Upgrade": "websocket",
      "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]
    change(&headers)
    return HTTPRequest(method: method, target: "/socket", headers: headers)
  }

  private static func refusal(
    _ change: (inout HTTPHeaders) -> Void, method: HTTPMethod = .get
  ) -> Refusal? {
    do {
      _ = try WebSocketHandshake(request(change, method: method))
      return nil
    } catch {
      return error
    }
  }

  @Test("The key of RFC 6455, 1.3 is answered as it is there")
  func accept() throws {
    let handshake = try WebSocketHandshake(Self.request())
    let response = WebSocketService().accept(handshake) { Echo() }
    #expect(response.status == 101)
    #expect(response.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    #expect(response.headers["Upgrade"] == "websocket")
    #expect(response.headers["Sec-WebSocket-Protocol"] == nil)
    #expect(response.headers["Sec-WebSocket-Extensions"] == nil)
  }

  @Test(
    "Words of lists are found in any case and any line",
    arguments: [
      ("Connection", "keep-alive, uPgRaDe"), ("Connection", "upgrade,"),
      ("Upgrade", "WebSocket"), ("Upgrade", "h2c, websocket"),
    ])
  func lists(field: String, value: String) {
    #expect(Self.refusal { $0[field] = value } == nil)
    #expect(
      Self.refusal {
        $0[field] = "other"
        $0.add(field, value)
      } == nil)
  }

  @Test("What does not ask for a WebSocket of version 13 is invited to")
  func invited() {
    for field in ["Connection", "Upgrade", "Sec-WebSocket-Version"] {
      #expect(Self.refusal { $0[field] = nil } == .upgradeRequired)
    }
    for (field, value) in [
      ("Connection", "keep-alive"), ("Connection", "upgraded"), ("Upgrade", "websockets"),
      ("Upgrade", "h2c"), ("Sec-WebSocket-Version", "8"), ("Sec-WebSocket-Version", "013"),
      ("Sec-WebSocket-Version", "13, 8"), ("Sec-WebSocket-Version", ""),
    ] {
      #expect(Self.refusal { $0[field] = value } == .upgradeRequired)
    }
    #expect(Self.refusal { $0.add("Sec-WebSocket-Version", "13") } == .upgradeRequired)
    #expect(Self.refusal({ _ in }, method: .head) == .upgradeRequired)
  }

  @Test(
    "The bits of a key that nothing depends on are not looked at",
    arguments: ["dGhlIHNhbXBsZSBub25jZR==", "AQIDBAUGBwgJCgsMDQ4PEC==", "++++++++++++//////////=="])
  func spareBits(key: String) throws {
    // The second is RFC 6455's own, 4.1.
    #expect(throws: Never.self) {
      try WebSocketHandshake(Self.request { $0["Sec-WebSocket-Key"] = key })
    }
  }

  @Test(
    "A key is 16 octets in Base64",
    arguments: [
      "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ= ", "dGhlIHNhbXBsZSBub25jZQAA",
      "c2hvcnQ=", "dGhlIHNhbXBsZSBub25jZSBhbmQgbW9yZQ==", "dGhlIHNhbXBsZSBub25jZ!==",
      "dGhlIHNhbXBsZSBub25jZ===", "dGhlIHNhbXBsZSBub25j-Q==", "dGhlIHNhbXBsZSBub25jQ\u{301}==",
    ])
  func keys(key: String) {
    #expect(Self.isMalformed { $0["Sec-WebSocket-Key"] = key })
  }

  private static func isMalformed(_ change: (inout HTTPHeaders) -> Void) -> Bool {
    if case .malformed? = refusal(change) { return true }
    return false
  }

  @Test("A key is there, and once; a body is not; lists are well formed")
  func malformed() {
    #expect(Self.isMalformed { $0["Sec-WebSocket-Key"] = nil })
    #expect(Self.isMalformed { $0.add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
    #expect(Self.isMalformed { $0["Content-Length"] = "5" })
    #expect(!Self.isMalformed { $0["Content-Length"] = "0" })
    #expect(Self.isMalformed { $0["Transfer-Encoding"] = "chunked" })
    #expect(Self.isMalformed { $0["Sec-WebSocket-Protocol"] = "a b" })
    #expect(Self.isMalformed { $0["Sec-WebSocket-Protocol"] = "a, a" })
    #expect(Self.isMalformed { $0["Sec-WebSocket-Extensions"] = "a; b=c d" })
    #expect(
      Self.isMalformed {
        $0.add("Origin", "http://a")
        $0.add("Origin", "http://b")
      })
  }

  @Test("Subprotocols come in the order of the client, from every line")
  func subprotocols() throws {
    let handshake = try WebSocketHandshake(
      Self.request {
        $0.add("Sec-WebSocket-Protocol", "atrium.v1 ,bearer.e30.e30.c2ln")
        $0.add("Sec-WebSocket-Protocol", "last")
      })
    #expect(handshake.subprotocols == ["atrium.v1", "bearer.e30.e30.c2ln", "last"])
  }

  private static func agreement(_ offers: String...) throws -> String? {
    let handshake = try WebSocketHandshake(
      request { headers in
        for offer in offers { headers.add("Sec-WebSocket-Extensions", offer) }
      })
    return WebSocketService().accept(handshake) { Echo() }.headers["Sec-WebSocket-Extensions"]
  }

  @Test(
    "Compression is agreed on without context takeover, in either direction",
    arguments: [
      "permessage-deflate", "Permessage-Deflate; client_max_window_bits",
      "permessage-deflate;client_max_window_bits=8", "x-webkit-deflate-frame, permessage-deflate",
      "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
      "permessage-deflate; server_max_window_bits=16, permessage-deflate",
    ])
  func compression(offer: String) throws {
    #expect(
      try Self.agreement(offer)
        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover")
  }

  @Test("A window that the client asks of the server is granted from 9 bits on")
  func windows() throws {
    for bits in 9...15 {
      for value in ["\(bits)", "\"\(bits)\""] {
        let agreed = try Self.agreement("permessage-deflate; server_max_window_bits=\(value)")
        #expect(agreed?.hasSuffix("; server_max_window_bits=\(bits)") == true)
      }
    }
    #expect(
      try Self.agreement("permessage-deflate; server_max_window_bits=8", "permessage-deflate")
        == "permessage-deflate; server_no_context_takeover; client_no_context_takeover")
  }

  @Test(
    "Offers that are unknown, malformed or out of reach are declined",
    arguments: [
      "permessage-bzip2", "permessage-deflate; unknown", "permessage-deflate; unknown=1",
      "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=8",
      "permessage-deflate; server_max_window_bits=16",
      "permessage-deflate; server_max_window_bits=09",
      "permessage-deflate; client_max_window_bits=7",
      "permessage-deflate; client_max_window_bits=abc",
      "permessage-deflate; client_no_context_takeover=1",
      "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
    ])
  func declined(offer: String) throws {
    #expect(try Self.agreement(offer) == nil)
  }

  @Test("Where compression is not wanted it is not agreed on")
  func uncompressed() throws {
    var settings = WebSocketSettings()
    settings.allowsCompression = false
    let handshake = try WebSocketHandshake(
      Self.request { $0["Sec-WebSocket-Extensions"] = "permessage-deflate" })
    let response = WebSocketService(settings).accept(handshake) { Echo() }
    #expect(response.headers["Sec-WebSocket-Extensions"] == nil)
  }

  @Test("A page of the server's own origin is known, with and without the usual port")
  func sameOrigin() {
    for (origin, host) in [
      ("http://example.com", "example.com"), ("https://example.com", "example.com"),
      ("https://Example.com", "example.COM:443"), ("http://example.com:80", "example.com"),
      ("http://127.0.0.1:8080", "127.0.0.1:8080"), ("http://[::1]:8080", "[::1]:8080"),
      ("https://[::1]", "[::1]:443"),
    ] {
      #expect(WebSocketOrigin.isSame(origin, as: host))
    }
    #expect(WebSocketOrigin.isSame("https://a", as: "a", demandsTLS: true))
  }

  @Test("Any other page is foreign")
  func foreignOrigin() {
    for (origin, host) in [
      ("null", "example.com"), ("", "example.com"), ("http://evil.com", "example.com"),
      ("http://example.com.evil.com", "example.com"), ("http://example.com:8080", "example.com"),
      ("http://example.com", "example.com:8080"), ("https://example.com:80", "example.com:443"),
      ("http://example.com", "example.com:443"), ("ftp://example.com", "example.com"),
      ("file://", ""), ("example.com", "example.com"), ("http://[::1]", "[::1]:8080"),
      ("http://evil.com/example.com", "example.com"),
    ] {
      #expect(!WebSocketOrigin.isSame(origin, as: host), "\(origin) \(host)")
    }
    #expect(!WebSocketOrigin.isSame("http://a", as: "a", demandsTLS: true))
  }
}
