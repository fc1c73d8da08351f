import HTTP
import Testing

@Suite("Trusted proxies")
struct TrustedProxyTests {
  static let proxies = ["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"].compactMap { IPNetwork($0) }

  /// `X-Forwarded-For`, and the client that it tells of.
  static let lists: [(fields: [String], client: String?)] = [
    (["203.0.113.9"], "203.0.113.9"),
    (["  203.0.113.9\t"], "203.0.113.9"),
    (["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
    (["203.0.113.9,192.0.2.7,10.0.0.1"], "203.0.113.9"),
    (["203.0.113.9", "10.1.2.3"], "203.0.113.9"),
    (["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
    (["127.0.0.1", "203.0.113.9, 10.0.0.1"], "203.0.113.9"),
    (["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
    (["192.0.2.8, 192.0.2.7"], "192.0.2.8"),
    (["2001:db8::1"], "2001:db8::1"),
    (["2001:0DB8:0:0::1"], "2001:db8::1"),
    (["[2001:db8::1]:443"], "2001:db8::1"),
    (["[2001:db8::1]"], "2001:db8::1"),
    (["2001:db8::1, 2001:db8:1:2::3"], "2001:db8::1"),
    (["203.0.113.9:51000"], "203.0.113.9"),
    (["::ffff:203.0.113.9"], "203.0.113.9"),
    (["203.0.113.9, ::ffff:10.0.0.1"], "203.0.113.9"),
    (["203.0.113.9,, 10.0.0.1,"], "203.0.113.9"),
    ([], nil),
    ([""], nil),
    (["unknown"], nil),
    (["203.0.113.9, unknown"], nil),
    (["203.0.113.9, unknown, 10.0.0.1"], "10.0.0.1"),
    (["203.0.113.256"], nil),
    (["203.0.113.09"], nil),
    (["203.0.113"], nil),
    (["0x7f.0.0.1"], nil),
    (["203.0.113.9:"], nil),
    (["203.0.113.9:http"], nil),
    (["203.0.113.9:123456"], nil),
    (["[203.0.113.9"], nil),
    (["[2001:db8::1]443"], nil),
    (["fe80::1%eth0"], nil),
    (["203.0.113.9 10.0.0.1"], nil),
    (["\"203.0.113.9\""], nil),
    (["203.0.113.9; 10.0.0.1"], nil),
    ([String(repeating: "1", count: 8_000)], nil),
    (["203.0.113.9" + String(repeating: ", 10.0.0.1", count: 31)], "203.0.113.9"),
    // Nobody has so many proxies: the rest is not looked at.
    (["203.0.113.9" + String(repeating: ", 10.0.0.1", count: 32)], "10.0.0.1"),
  ]

  @Test(
    "The client is the rightmost address that is no proxy's, and what is no address ends the list",
    arguments: lists)
  func list(_ fields: [String], _ client: String?) {
    let proxies = TrustedProxies(Self.proxies)
    let headers = HTTPHeaders(fields.map { ("X-Forwarded-For", $0) })
    #expect(proxies.origin(headers).client?.description == client)
  }

  static let elements: [(field: String, client: String?, isSecure: Bool)] = [
    ("for=203.0.113.9", "203.0.113.9", false),
    ("for=203.0.113.9;proto=https", "203.0.113.9", true),
    ("FOR=203.0.113.9;Proto=HTTPS;by=10.0.0.1", "203.0.113.9", true),
    ("proto=https; for=\"203.0.113.9:80\"", "203.0.113.9", true),
    ("for=\"[2001:db8::1]:4711\"", "2001:db8::1", false),
    ("for=203.0.113.9;proto=https, for=10.0.0.1;proto=http", "203.0.113.9", true),
    ("for=127.0.0.1;proto=https, for=203.0.113.9;proto=http", "203.0.113.9", false),
    ("for=\"a, for=203.0.113.9", "203.0.113.9", false),
    ("for=\"a, for=\"[2001:db8::1]\"", "2001:db8::1", false),
    ("for=_hidden", nil, false), ("for=unknown;proto=https", nil, false),
    ("by=10.0.0.1", nil, false),
    ("203.0.113.9", nil, false), ("for=", nil, false), ("for=\"\"", nil, false),
    ("for=\"203.0.113.9", nil, false), ("for=\"203\\.0.113.9\"", nil, false),
  ]

  @Test("Forwarded is read as RFC 7239 has it", arguments: elements)
  func forwarded(_ field: String, _ client: String?, _ isSecure: Bool) {
    let proxies = TrustedProxies(Self.proxies, field: .forwarded)
    // The other field is the client's own.
    let headers = HTTPHeaders([
      ("Forwarded", field), ("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-Proto", "https"),
    ])
    let origin = proxies.origin(headers)
    #expect(origin.client?.description == client)
    #expect(origin.isSecure == isSecure)
  }

  /// `X-Forwarded-For` and `Forwarded` with text made to be dear to compare, and the client.
  static let hostile: [(field: String, client: String?)] = [
    ("PILE", nil), ("203.0.113.9, PILE", nil), ("PILE, 203.0.113.9", "203.0.113.9"),
    ("PILE, 10.0.0.1", "10.0.0.1"), ("PILE,10.0.0.1:PILE, 10.0.0.1", "10.0.0.1"), ("[PILE", nil),
    ("[::1PILE]", nil), ("203.0.113.9:PILE", nil), (",PILE", nil), (" PILE ", nil),
    ("for=PILE", nil), ("for=\"PILE\"", nil), ("PILE=1;for=203.0.113.9", nil),
    ("for=203.0.113.9;PILE", nil), ("PILE, for=203.0.113.9", "203.0.113.9"),
    ("for=\"203.0.113.9;PILE", nil),
  ]

  @Test(
    "What is made of combining marks is no address, and ends the list at once",
    .timeLimit(.minutes(30)), arguments: hostile)
  func marks(_ field: String, _ client: String?) {
    // Longer than a head, so that one comparison as a string would run for minutes.
    let pile = "a" + String(repeating: "\u{315}\u{327}", count: 225_000)
    let isForwarded = field.contains("for=")
    let proxies = TrustedProxies(Self.proxies, field: isForwarded ? .forwarded : .xForwardedFor)
    let headers = HTTPHeaders([
      (isForwarded ? "Forwarded" : "X-Forwarded-For", field.replacing("PILE", with: pile)),
      ("X-Forwarded-Proto", pile),
    ])
    let origin = proxies.origin(headers)
    #expect(origin.client?.description == client)
    #expect(!origin.isSecure)
  }

  @Test(
    "The scheme is taken where there is one word alone",
    arguments: [
      (["https"], true), ([" HTTPS "], true), (["http"], false), (["https, http"], false),
      (["https", "https"], false), ([], false), (["httpsx"], false),
    ])
  func scheme(_ fields: [String], _ isSecure: Bool) {
    let headers = HTTPHeaders(fields.map { ("X-Forwarded-Proto", $0) })
    #expect(TrustedProxies(Self.proxies).origin(headers).isSecure == isSecure)
  }

  @Test(
    "A prefix holds the addresses that begin as it does, of its own family",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
      ("192.0.2.128/25", "192.0.2.127", false), ("192.0.2.128/25", "192.0.2.200", true),
      ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false),
      ("::/0", "203.0.113.9", false), ("::/0", "2001:db8::1", true),
      ("::1", "::1", true), ("::1", "::2", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
      ("2001:db8::/33", "2001:db8:8000::1", false), ("127.0.0.1", "127.0.0.2", false),
      ("fd00::/65", "fd00::7fff:0:0:1", true), ("fd00::/65", "fd00::8000:0:0:1", false),
      ("::ffff:10.0.0.0/8", "10.1.1.1", true),
    ])
  func prefix(_ network: String, _ address: String, _ isIn: Bool) throws {
    let address = try #require(IPAddress(address))
    #expect(try #require(IPNetwork(network)).contains(address) == isIn)
  }

  @Test(
    "What is no address, and what has bits behind its prefix, is no network",
    arguments: [
      "", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "::1/129",
      "fd00::1/64", "10.0.0/8", "localhost", "10.0.0.0/08a", "127.0.0.1\0", "/8",
    ])
  func noNetwork(_ text: String) {
    #expect(IPNetwork(text) == nil)
  }

  @Test("Networks are shown as they are written")
  func shown() {
    for text in ["10.0.0.0/8", "192.0.2.7", "::1", "2001:db8:1::/48", "0.0.0.0/0"] {
      #expect(IPNetwork(text)?.description == text)
    }
  }

  @Test("Neighbours in an IPv6 /64 are one subscriber, neighbours in IPv4 are not")
  func subscribers() {
    let subscriber = { (text: String) in IPAddress(text)?.subscriber }
    #expect(subscriber("2001:db8::1") == subscriber("2001:db8::ffff:1"))
    #expect(subscriber("2001:db8::1") != subscriber("2001:db8:0:1::1"))
    #expect(subscriber("192.0.2.1") != subscriber("192.0.2.2"))
  }
}

extension OverSockets {
  @Suite("Peers that are proxies, and peers that are not")
  struct ProxiedPeerTests {
    private static let telling: @Sendable (HTTPRequest) async -> HTTPResponse = { request in
      HTTPResponse(
        body: .bytes(Array("\(request.remoteAddress) \(request.isSecure)".utf8)))
    }

    private static let request =
      "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"
      + "X-Forwarded-Proto: https\r\n\r\n"

    @Test("A trusted proxy is believed, for each of its requests anew")
    func trusted() throws {
      let server = try TestServer(
        { $0.trustedProxies = TrustedProxies(["127.0.0.0/8"].compactMap { IPNetwork($0) }) },
        respond: Self.telling)
      let client = try server.client()
      try client.send(Self.request)
      try client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 2001:db8::9\r\n\r\n")
      try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().text == "203.0.113.9 true")
      #expect(try client.answer().text == "2001:db8::9 false")
      #expect(try client.answer().text == "127.0.0.1 false")
    }

    @Test("Nobody else is, whatever the field says", arguments: [[], ["192.0.2.7", "::1"]])
    func untrusted(_ networks: [String]) throws {
      let server = try TestServer(
        { $0.trustedProxies = TrustedProxies(networks.compactMap { IPNetwork($0) }) },
        respond: Self.telling)
      let client = try server.client()
      try client.send(Self.request)
      #expect(try client.answer().text == "127.0.0.1 false")
    }
  }
}
