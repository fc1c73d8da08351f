import Crypto
import Testing

@Suite("Identity providers' tokens")
struct ForeignTokenTests {
  // Made by another implementation (Python's cryptography) with keys made for this test.
  private static let modulus =
    "wDQDhlv6JtJeZeWYl4MQHTzDltj3E5P9oS8svayURcGN-NB_5Ymrm8luCQrYHqwpcXPxWK_NAk6gIXf5OlRK"
    + "bUYTdBG4-juXgyyZN_0IdR8McjTkZDp0nV1JAW11KWc-70bliH-aRuRIXzB2I89btpUMTxHZxT9djol58wZ_"
    + "f75Z7P3dvDyLCo08dKG8op3jg30-WH2wMWK7nt1-c2vtCcjTZ5DHFyEmxKAmf4Hxo_M2OH7J26NEa6i7Zu9M"
    + "tHQp8DfgU1tP-a8bEErfl37RaYYm9Enjf_BA8jh762351eVs_V8V-NfdYPrO062IUa5pP3gsU1abkGc34tSM"
    + "UdQktQ"
  private static let rsaToken =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci5le"
    + "GFtcGxlIiwic3ViIjoiNDIifQ.mvVnKjuaMe-kBnw44UAbj3GrCc03PvMRi4anzsCIMyZJhmKRlCHsh1VaDp"
    + "2D77JypPFbhtwosYNv09Twopf5set-V45WR8XVrVHL2Nfstfz8ggBWsbrXtY7TszhWsWQbQtVXLl5T3rRVWA"
    + "71IoiI4Y3e65631DDuwLg5uj5XsdGCcsVJyFi8Dr-oa-GQICy31of6RkrnjKkKdnxfMByYoRiUSIBcpFhL1n"
    + "xi5p9FcyE_buHS4YzNvtDgx9qUQ_1NIRNIHhADAxcAaMIju1qJ44-Dcv5xx0PZ-PXA5BuwWA6yYCo50AfCOu"
    + "6c8aoyVmNBAJszYoPh59ZEld-5WrB2OQ"
  private static let pssToken =
    "eyJhbGciOiJSUzI1NiIsImtpZCI6InIiLCJ0eXAiOiJKV1QifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci5le"
    + "GFtcGxlIiwic3ViIjoiNDIifQ.kan3WXKGOPCscYn8z7cA3EY3kX7nW0MU8vF-pJkc0mYkRNzYgdcH5xL42k"
    + "_0BNnLmrZNm4cktp_kLT53OxOTCpY8HwJFa5lyn0HhHbyKafblCbgWeQDdw1NWWcaQP3BO0BBQynAusaJws6"
    + "Oyf4HPqUJWusP1cW1woUjY1zz-ewKQDbgSUJM73FAf2S4F40LY0jhGWxFEH2k63VnT3CCIfVV513-a7rA3EG"
    + "aZSYGt1C33X5Ck-sgA1lX3gbKPB2BEoluORKejycfdySB8p5FmdH7eThVCe_hKgZfd4n3S8glvOZw9D-UT5C"
    + "N6y456yFPmmmEifmsDRtRr5217kqZ15g"
  private static let x =
    "uO4F9M4vKdT3ojXhhTnrUbdidXtbSOShLOBPPzvAMoM"
  private static let y =
    "CtHAxFj2_M6uwloPN0GSG69mBB8wlEL3a1C3KJ1I_Dg"
  private static let ecToken =
    "eyJraWQiOiJlIiwiYWxnIjoiRVMyNTYifQ.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViI"
    + "joiNDIifQ._9W1ffVkOPo9ekicCPU7SwNA4CK-t9uU41XFx5FM2_jHvFPPDiMcDRmZaSV_T1Rd5j2MqU931U"
    + "wfXflaaH9pRA"

  private let claims = #"{"iss":"https://issuer.example","sub":"42"}"#
  private let rsa: RS256Key
  private let ec: ES256Key

  init() throws {
    rsa = try RS256Key(modulus: Self.decode(Self.modulus), exponent: [1, 0, 1])
    ec = try ES256Key(x: Self.decode(Self.x), y: Self.decode(Self.y))
  }

  @Test("Tokens by RS256 and ES256 give back their claims")
  func accepted() throws {
    for token in [Self.rsaToken, Self.ecToken] {
      let read = try JWT.verifyForeign(token, keys: key(named:))
      #expect(String(decoding: read, as: UTF8.self) == claims)
    }
  }

  @Test(
    "What a header names is ASCII: other text, which is dear to compare, is refused unseen",
    arguments: ["alg", "kid", "typ"])
  func foreignLetters(member: String) {
    let good = ["alg": "RS256", "kid": "r"].filter { $0.key != member }
    let members = good.map { "\"\($0.key)\":\"\($0.value)\"" } + ["\"\(member)\":\"JWT\u{301}\""]
    let header = Base64URL.encode(Array("{\(members.joined(separator: ","))}".utf8))
    #expect(throws: JWTError.malformedHeader) { try JWT.foreignKeyName(of: "\(header).e.e") }
  }

  @Test("A changed token is refused, and so is another signature scheme of the same key")
  func forged() {
    for token in [Self.rsaToken, Self.ecToken] {
      let parts = token.split(separator: ".")
      let forged = "\(parts[0]).\(Base64URL.encode(Array("{}".utf8))).\(parts[2])"
      #expect(throws: JWTError.badSignature) {
        try JWT.verifyForeign(forged, keys: key(named:))
      }
    }
    #expect(throws: JWTError.badSignature) {
      try JWT.verifyForeign(Self.pssToken, keys: key(named:))
    }
    let zeros = Base64URL.encode([UInt8](repeating: 0, count: 64))
    let parts = Self.ecToken.split(separator: ".")
    #expect(throws: JWTError.badSignature) {
      try JWT.verifyForeign("\(parts[0]).\(parts[1]).\(zeros)", keys: key(named:))
    }
  }

  @Test("A key serves its own algorithm alone, and ours is not a provider's nor theirs ours")
  func confusion() throws {
    #expect(throws: JWTError.wrongAlgorithm) {
      try JWT.verifyForeign(Self.rsaToken) { _ in ec }
    }
    #expect(throws: JWTError.wrongAlgorithm) {
      try JWT.verifyForeign(Self.ecToken) { _ in rsa }
    }
    let ours = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    let publicKey = try Ed25519.PublicKey(ours.publicKey)
    let token = JWT.sign(claims: Array(claims.utf8), key: ours, kid: "k")
    #expect(throws: JWTError.wrongAlgorithm) { try JWT.verifyForeign(token) { _ in publicKey } }
    #expect(throws: JWTError.wrongAlgorithm) { try JWT.verify(Self.rsaToken) { _ in publicKey } }
  }

  @Test("Keys that are too small, or no point of the curve, are refused")
  func badKeys() throws {
    let modulus = try Self.decode(Self.modulus)
    #expect(throws: CryptoError.invalidKey) {
      try RS256Key(modulus: Array(modulus.prefix(128)), exponent: [1, 0, 1])
    }
    #expect(throws: CryptoError.invalidKey) { try RS256Key(modulus: modulus, exponent: []) }
    #expect(throws: CryptoError.invalidKey) { try RS256Key(modulus: modulus, exponent: [2]) }
    // By that exponent a message is its own signature.
    #expect(throws: CryptoError.invalidKey) { try RS256Key(modulus: modulus, exponent: [0, 1]) }
    var y = try Self.decode(Self.y)
    #expect(throws: CryptoError.wrongLength(expected: 32, actual: 31)) {
      try ES256Key(x: Array(y.prefix(31)), y: y)
    }
    y[31] ^= 1
    #expect(throws: CryptoError.invalidKey) { try ES256Key(x: Self.decode(Self.x), y: y) }
  }

  @Test("The name of the key can be read before there is a key, and proves nothing")
  func names() throws {
    #expect(
      try JWT.foreignKeyName(of: Self.rsaToken)
        == JWT.ForeignKeyName(algorithm: "RS256", kid: "r"))
    #expect(try JWT.foreignKeyName(of: Self.ecToken).kid == "e")
  }

  @Test(
    "A header may hold what providers add, and no key that it brings is looked at",
    arguments: [
      #"{"alg":"ES256","kid":"e","x5t":"AA","typ":"JWT"}"#,
      #"{"alg":"ES256","kid":"e","jku":"https://evil.example/keys","x5u":"https://evil.example"}"#,
      #"{"alg":"ES256","kid":"e","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"},"x5c":["A"]}"#,
      #"{"alg":"ES256","kid":"e","typ":"jwt"}"#,
    ])
  func furtherMembers(_ header: String) throws {
    let name = try JWT.foreignKeyName(of: Self.token(header))
    #expect(name == JWT.ForeignKeyName(algorithm: "ES256", kid: "e"))
    // The header is signed, too.
    #expect(throws: JWTError.badSignature) {
      try JWT.verifyForeign(Self.token(header), keys: key(named:))
    }
  }

  @Test(
    "A header is refused for its algorithm, its type, what it calls critical and its form",
    arguments: [
      (#"{"alg":"none","kid":"e"}"#, JWTError.wrongAlgorithm),
      (#"{"alg":"nOnE","kid":"e"}"#, .wrongAlgorithm),
      (#"{"alg":"HS256","kid":"r"}"#, .wrongAlgorithm),
      (#"{"alg":"es256","kid":"e"}"#, .wrongAlgorithm),
      (#"{"alg":"EdDSA","kid":"e"}"#, .wrongAlgorithm),
      (#"{"kid":"e"}"#, .wrongAlgorithm),
      (#"{"alg":"ES256"}"#, .unknownKey),
      (#"{"alg":"ES256","kid":"e","crit":["exp"]}"#, .unsupportedHeader),
      (#"{"alg":"ES256","kid":"e","crit":[]}"#, .unsupportedHeader),
      (#"{"alg":"ES256","kid":"e","b64":false}"#, .unsupportedHeader),
      (#"{"alg":"ES256","kid":"e","typ":"at+jwt"}"#, .wrongType),
      (#"{"alg":"ES256","kid":"e","kid":"r"}"#, .malformedHeader),
      (#"{"alg":"ES256","kid":7}"#, .malformedHeader),
      (#"{"alg":["ES256"],"kid":"e"}"#, .malformedHeader),
      (#"["ES256"]"#, .malformedHeader), ("", .malformedHeader), ("{", .malformedHeader),
    ])
  func badHeaders(_ header: String, _ error: JWTError) {
    #expect(throws: error) { try JWT.foreignKeyName(of: Self.token(header)) }
    #expect(throws: error) { try JWT.verifyForeign(Self.token(header), keys: key(named:)) }
  }

  /// The elliptic token with another header.
  private static func token(_ header: String) -> String {
    let parts = ecToken.split(separator: ".")
    return "\(Base64URL.encode(Array(header.utf8))).\(parts[1]).\(parts[2])"
  }

  private func key(named name: JWT.ForeignKeyName) -> (any TokenKey)? {
    switch name.kid {
    case "r": rsa
    case "e": ec
    default: nil
    }
  }

  private static func decode(_ text: String) throws -> [UInt8] {
    try #require(Base64URL.decode(text))
  }
}
