import Configuration
import Testing

@Suite("Addresses whose answers are trusted")
struct TrustedURLTests {
  private static let keys = Setting(
    "keys", .trustedURL, default: "https://default.example", "Keys.")

  private func load(_ url: String) throws -> String {
    try Configuration.load(
      environment: ["ATRIUM_KEYS": url], dotEnv: nil, declarations: [Self.keys])[Self.keys]
  }

  @Test(
    "They begin with https://, or are of this machine",
    arguments: [
      "https://issuer.example/keys", "HTTPS://issuer.example", "http://127.0.0.1:8090/jwks.json",
      "http://localhost/keys?x=1", "http://[::1]:9/keys", "http://LOCALHOST:1",
    ])
  func taken(_ url: String) throws {
    #expect(try load(url) == url)
  }

  @Test(
    "What travels in the clear is refused, however it looks",
    arguments: [
      "http://issuer.example/keys", "http://127.0.0.1@issuer.example/", "http://localhost.example",
      "http://127.0.0.1.example:80/", "http://[::1].example/", "ftp://127.0.0.1/", "file:///keys",
      "http://[::2]/", "issuer.example", "https://", "http://user@127.0.0.1/",
      "http://127.0.0.1:80@issuer.example/", "http://localhost:a@issuer.example",
    ])
  func refused(_ url: String) {
    #expect(throws: ConfigurationErrors.self) { try load(url) }
  }
}
