import Auth
import AuthProviders
import AuthTesting
import Crypto
import Kernel
import KernelTesting
import Testing

@Suite struct OpenIDVerifierTests {
  private let clock = FixedClock(noon)
  private let source = ScriptedSource([Keys.rsa, Keys.ec])

  private func verifier(_ provider: IdentityProvider = .google) -> OpenIDVerifier {
    OpenIDVerifier(
      provider: provider, issuer: "https://issuer.example", clientIDs: ["ours", "ours too"],
      keys: KeySet(source: source, clock: clock), clock: clock)
  }

  /// Claims that hold, with some of them replaced or, by an empty text, left out.
  private func claims(_ changes: [String: String] = [:]) -> String {
    var claims = [
      "iss": #""https://issuer.example""#, "aud": #""ours""#, "sub": #""42""#,
      "exp": "\(noon.seconds + 3600)", "iat": "\(noon.seconds)",
    ]
    claims.merge(changes) { $1 }
    let members = claims.filter { !$0.value.isEmpty }.map { "\"\($0.key)\":\($0.value)" }
    return "{\(members.joined(separator: ","))}"
  }

  @Test("Tokens by RS256 and ES256 tell who somebody is")
  func identity() async throws {
    let claims = claims([
      "email": #""Ada@Example.com""#, "email_verified": "true", "name": #""Ada Obi""#,
      "given_name": #""Ada""#, "family_name": #""Obi""#,
      "picture": #""https://pictures.example/ada""#,
    ])
    for key in [Keys.rsa, Keys.ec] {
      let found = try await verifier().verify(key.token(claims), nonce: nil)
      #expect(
        found
          == ProvenIdentity(
            provider: .google, subject: "42", email: AuthFixture.email("ada@example.com"),
            isEmailVerified: true, name: ToldName("Ada Obi", first: "Ada", last: "Obi"),
            avatarURL: "https://pictures.example/ada"))
    }
  }

  @Test(
    "Claims that are as the standard allows are taken",
    arguments: [
      ["aud": #"["ours"]"#], ["aud": #"["theirs","ours too"]"#, "azp": #""ours""#],
      ["azp": #""an Android client""#], ["iss": #""issuer.example""#],
      ["iat": "", "nbf": "\(noon.seconds + 30)"], ["iat": "\(noon.seconds - 900).25"],
      ["exp": "\(noon.seconds).5"], ["picture": "7", "name": "[]", "email": "{}"],
    ])
  func taken(_ changes: [String: String]) async throws {
    let found = try await verifier().verify(Keys.ec.token(claims(changes)), nonce: nil)
    #expect(found.subject == "42")
    #expect(!found.isEmailVerified)
  }

  @Test(
    "Claims that are not for us, not of now or not whole are refused",
    arguments: [
      ["iss": #""https://issuer.example.evil""#], ["iss": #""https://issuer.example/""#],
      ["iss": ""], ["iss": "7"], ["aud": #""theirs""#], ["aud": "[]"], ["aud": ""],
      ["aud": #"["theirs"]"#], ["aud": #"["theirs","ours"]"#], ["aud": #"["ours",7]"#],
      ["aud": #"["ours","theirs"]"#, "azp": #""theirs""#], ["exp": ""],
      ["exp": "\(noon.seconds)"], ["exp": "\(noon.seconds - 1)"], ["exp": #""4102444800""#],
      ["exp": "1e300"], ["exp": "1e400"], ["exp": "1e-400"], ["iat": "1e400"],
      ["iat": "\(noon.seconds + 31)"], ["nbf": "\(noon.seconds + 31)"],
      ["iat": #""now""#], ["sub": ""], ["sub": #""""#], ["sub": "42"], ["nonce": #""n""#],
      ["sub": #""\#(String(repeating: "s", count: 256))""#],
    ])
  func refused(_ changes: [String: String]) async {
    await #expect(throws: ProviderRefusal.invalidProof) {
      try await verifier().verify(Keys.ec.token(claims(changes)), nonce: nil)
    }
  }

  @Test("Google alone leaves out the scheme of its name")
  func issuerSpelling() async {
    let token = Keys.ec.token(claims(["iss": #""issuer.example""#]))
    await #expect(throws: ProviderRefusal.invalidProof) {
      try await verifier(.apple).verify(token, nonce: nil)
    }
  }

  @Test("A nonce is as it was given, or its digest; without it such a token is refused")
  func nonces() async throws {
    let raw = Keys.rsa.token(claims(["nonce": #""n-0S6""#]))
    let digest = Hex.encode(SHA256.hash(Array("n-0S6".utf8)))
    let hashed = Keys.rsa.token(claims(["nonce": "\"\(digest)\""]))
    for token in [raw, hashed] {
      _ = try await verifier(.apple).verify(token, nonce: "n-0S6")
      for nonce in [nil, "n-0S7", ""] {
        await #expect(throws: ProviderRefusal.invalidProof) {
          try await verifier(.apple).verify(token, nonce: nonce)
        }
      }
    }
    await #expect(throws: ProviderRefusal.invalidProof) {
      try await verifier().verify(Keys.rsa.token(claims()), nonce: "n-0S6")
    }
  }

  @Test(
    "An address is verified by a true flag or Apple's text, and by nothing else",
    arguments: [("true", true), (#""true""#, true), (#""TRUE""#, false), ("1", false)]
      + [("false", false), (#""false""#, false), ("null", false), ("", false)])
  func verification(_ flag: String, _ isVerified: Bool) async throws {
    let token = Keys.ec.token(claims(["email": #""a@b.example""#, "email_verified": flag]))
    let found = try await verifier(.apple).verify(token, nonce: nil)
    #expect(found.isEmailVerified == isVerified)
  }

  @Test("Signatures that are none, forged or by another scheme are refused")
  func forgeries() async throws {
    let (claims, header) = (claims(), #"{"alg":"RS256","kid":"r","typ":"JWT"}"#)
    let good = Keys.rsa.token(claims)
    let parts = good.split(separator: ".").map(String.init)
    let other = IssuerKey.encode(self.claims(["sub": #""43""#]))
    func unsigned(_ alg: String) -> String {
      "\(IssuerKey.encode(#"{"alg":"\#(alg)","kid":"r"}"#)).\(parts[1])."
    }
    let forged = [
      unsigned("none"), unsigned("nOnE"), unsigned("RS256"), "\(unsigned("none"))\(parts[2])",
      "\(parts[0]).\(other).\(parts[2])", "\(parts[0]).\(parts[1]).", parts[0], "", "..",
      IssuerKey.token(
        claims, header: #"{"alg":"HS256","kid":"r"}"#, secret: Keys.rsa.modulus),
      Keys.stranger.token(claims),
      Keys.stranger.token(
        claims, header: #"{"alg":"RS256","kid":"r","jwk":\#(Keys.stranger.published)}"#),
      Keys.rsa.token(claims, header: #"{"alg":"RS256","kid":"e"}"#),
      Keys.ec.token(claims, header: #"{"alg":"ES256","kid":"r"}"#),
      Keys.ec.token(claims, header: header),
      Keys.rsa.token(claims, header: #"{"alg":"RS256","kid":"unknown"}"#),
      Keys.rsa.token(claims, header: #"{"alg":"RS256"}"#),
      Keys.rsa.token(claims, header: #"{"alg":"RS256","kid":"r","crit":["x"],"x":1}"#),
      Keys.rsa.token("[]"), Keys.rsa.token("{"), Keys.rsa.token(claims + claims),
      good + "." + parts[2], good + "=", String(repeating: "x", count: 10_000),
    ]
    _ = try await verifier().verify(good, nonce: nil)
    for token in forged {
      await #expect(throws: ProviderRefusal.invalidProof, "\(token)") {
        try await verifier().verify(token, nonce: nil)
      }
    }
  }

  @Test("Without the issuer's keys nobody is judged")
  func unavailable() async {
    source.goDown()
    await #expect(throws: ProviderRefusal.unavailable(retryAfter: 5)) {
      try await verifier().verify(Keys.rsa.token(claims()), nonce: nil)
    }
  }
}
