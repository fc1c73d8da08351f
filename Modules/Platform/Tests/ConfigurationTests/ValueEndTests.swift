import Configuration
import Testing

@Suite("What stands around a value")
struct ValueEndTests {
  @Test(
    "A line end or a byte order mark is no part of a value, wherever the value comes from",
    arguments: ["\n", "\r\n", "\n\n", "\r"], ["", "\u{FEFF}"])
  func ends(_ end: String, _ mark: String) throws {
    let place = try Workplace()
    let file = try place.file("secret", mark + "sk_1" + end)
    for variables in [
      ["ATRIUM_PAYMENTS_PAYSTACK_SECRET": mark + "sk_1" + end],
      ["ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE": file],
    ] {
      #expect(try Sample.load("", variables)[Sample.secret] == "sk_1")
    }
    let configuration = try Sample.load(
      "", ["ATRIUM_COLOUR": mark + "green" + end, "ATRIUM_HTTP_MAX_CONNECTIONS": "7" + end])
    #expect(configuration[Sample.colour] == .green)
    #expect(configuration[Sample.connections] == 7)
    let development = try Sample.load(
      "mode = \"development\"\ncolour = \"green\\n\"",
      dotEnv: mark + "ATRIUM_LISTEN=\":81\"" + end)
    #expect(development[Sample.listen].port == 81)
    #expect(development[Sample.colour] == .green)
  }

  @Test(
    "A blank at an end, and a control character anywhere, are refused and not quoted",
    arguments: [
      " sk_1", "sk_1 ", "sk_1\t", "sk\n_1", "sk\u{0}_1", "sk\u{1B}_1", "sk_1\u{A0}", "sk_1 \n",
      "sk\u{FFFD}_1", "sk\u{85}_1", "\u{FEFF} sk_1",
    ])
  func refused(_ value: String) throws {
    let problems = try Sample.problems("", ["ATRIUM_PAYMENTS_PAYSTACK_SECRET": value])
    #expect(problems.count == 1)
    #expect(problems.first?.contains("must be text ") == true, "\(problems)")
    #expect(problems.first?.contains("_1") == false)
  }

  @Test("A file of a secret that is not UTF-8 is refused")
  func octets() throws {
    let place = try Workplace()
    let file = try place.file("secret", octets: [0x73, 0xE9, 0x0A])
    let problems = try Sample.problems("", ["ATRIUM_PAYMENTS_PAYSTACK_SECRET_FILE": file])
    #expect(problems.first?.contains("is not UTF-8") == true)
  }

  @Test(
    "An origin is taken in the form that browsers send",
    arguments: [
      ("https://app.example", "https://app.example"), ("https://app.example/", nil),
      ("HTTPS://APP.example", nil), ("https://app.example:443", nil),
      ("https://app.example:443/", nil), ("https://app.example:0443", nil),
      ("http://app.example:80", "http://app.example"),
      ("http://app.example:443", "http://app.example:443"),
      ("https://[0:0::1]:8443", "https://[::1]:8443"),
      ("http://127.0.0.1:5173", "http://127.0.0.1:5173"),
      ("capacitor://localhost", "capacitor://localhost"),
      ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"), ("*", "*"),
      ("https://[::FFFF:1.2.3.4]", "https://[::ffff:102:304]"),
      ("https://[1:0:0:2:0:0:0:3]", "https://[1:0:0:2::3]"),
      ("https://[1:2:3:4:5:6:0:8]", "https://[1:2:3:4:5:6:0:8]"),
      ("https://app.example.", "https://app.example."),
      ("https://1and1.example", "https://1and1.example"),
      ("https://127.1.example", "https://127.1.example"),
    ] as [(String, String?)])
  func origins(_ text: String, _ origin: String?) throws {
    let setting = Setting("http.origins", .list(of: .origin), default: [], "Origins.")
    let configuration = try Configuration.load(
      environment: ["ATRIUM_HTTP_ORIGINS": text], declarations: [setting])
    #expect(configuration[setting] == [origin ?? "https://app.example"])
  }

  @Test(
    "What no browser sends as an origin is refused",
    arguments: [
      "app.example", "https://app.example/spa", "https://*.example", "https://", "https:///",
      "https://u@app.example", "https://app.example:", "https://app.example:0",
      "https://app.example:65536", "https://app.example?x", "https://app.example#x",
      "https://bücher.example", "null", "file://", "file:///x", "https://app.example//",
      "https://.example", "https://a..b", "https://[::1", "https://[zz]", "//app.example",
      "https://app.example https://b.example", "https://app_,example/", "https://1.2.3.4.5",
      "https://256.0.0.1", "http://0x7g.1", "https://app.example.0x1", "https://a.1",
      "https://09.1",
      "https://xn--a.example", "https://4294967296", "http://[::1%25eth0]",
    ])
  func noOrigins(_ text: String) {
    let setting = Setting("http.origins", .list(of: .origin), default: [], "Origins.")
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(environment: ["ATRIUM_HTTP_ORIGINS": text], declarations: [setting])
    }
    #expect(error?.description.contains("ATRIUM_HTTP_ORIGINS: `http.origins` must be") == true)
  }

  @Test(
    "An origin in a form that browsers write otherwise is refused with the one that they send",
    arguments: [
      ("https://127.1", "https://127.0.0.1"), ("http://0x7f.1", "http://127.0.0.1"),
      ("http://2130706433:5173", "http://127.0.0.1:5173"),
      ("http://0177.0.0.01/", "http://127.0.0.1"), ("https://1.2.3.4.", "https://1.2.3.4"),
      ("http://10.0.0X1f4", "http://10.0.1.244"),
      ("https://BÜCHER.example:443", "https://xn--bcher-kva.example"),
    ])
  func otherForms(_ text: String, _ origin: String) {
    let setting = Setting("http.origins", .list(of: .origin), default: [], "Origins.")
    let error = #expect(throws: ConfigurationErrors.self) {
      try Configuration.load(environment: ["ATRIUM_HTTP_ORIGINS": text], declarations: [setting])
    }
    #expect(error?.description.contains("must be \"\(origin)\"") == true, "\(text)")
  }

  @Test(
    "A URL whose password would be taken for its host is refused, and a port that is none",
    arguments: [
      "https://u:a@SECOND@h/", "https://h:99999/", "https://h:0/", "https://u:pa/ss@h",
      "https://h:x/", "https://:8080/",
    ])
  func urls(_ text: String) throws {
    let problems = try Sample.problems("", ["ATRIUM_AUTH_SOCIAL_GOOGLE_JWKS_URL": text])
    #expect(problems.count == 1, "\(text)")
    #expect(problems.first?.contains("SECOND") == false)
  }
}
