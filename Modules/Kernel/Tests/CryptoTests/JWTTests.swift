import Crypto
import Testing

@Suite("Tokens")
struct JWTTests {
  private let key: Ed25519.PrivateKey
  private let publicKey: Ed25519.PublicKey
  private let claims = Array(#"{"sub":"ada","exp":1}"#.utf8)

  init() throws {
    key = try Ed25519.PrivateKey(seed: [UInt8](repeating: 7, count: 32))
    publicKey = try Ed25519.PublicKey(key.publicKey)
  }

  @Test("A token gives back the claims that were signed")
  func roundTrip() throws {
    let token = JWT.sign(claims: claims, key: key, kid: "2026-01")
    #expect(token.hasPrefix(Base64URL.encode(header(#","kid":"2026-01","typ":"JWT""#))))
    #expect(try verify(token, kid: "2026-01") == claims)
  }

  @Test("The signature is the one of RFC 8037, A.4")
  func vector() throws {
    let seed = try #require(Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
    let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    #expect(
      Base64URL.encode(try Ed25519.PrivateKey(seed: seed).sign(Array(signed.utf8)))
        == "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
  }

  @Test(
    "Members may come in any order with blanks between them, and typ may be missing",
    arguments: [
      #"{"typ":"JWT","kid":"k","alg":"EdDSA"}"#, #"{"kid":"k","alg":"EdDSA"}"#,
      " {\n\"alg\" : \"EdDSA\" ,\t\"kid\":\"k\"\r} ", #"{"typ":"jwt","kid":"k","alg":"EdDSA"}"#,
    ])
  func otherForms(header: String) throws {
    #expect(try verify(token(header)) == claims)
  }

  @Test(
    "Any algorithm but EdDSA is refused, letter for letter",
    arguments: [
      "none", "None", "HS256", "RS256", "ES256", "Ed25519", "eddsa", "EDDSA", "EdDSA ", "",
    ])
  func algorithms(name: String) {
    #expect(throws: JWTError.wrongAlgorithm) {
      try verify(token(#"{"alg":"\#(name)","kid":"k","typ":"JWT"}"#))
    }
    #expect(throws: JWTError.wrongAlgorithm) { try verify(token(#"{"kid":"k","typ":"JWT"}"#)) }
  }

  @Test(
    "A header with members that bring keys or demands is refused, though its signature is right",
    arguments: [
      #""crit":["exp"]"#, #""crit":[]"#, #""jku":"https://evil.example/jwks""#,
      #""jwk":{"kty":"OKP"}"#,
      #""x5u":"https://evil.example""#, #""x5c":["MII"]"#, #""b64":false"#, #""zip":"DEF""#,
      #""cty":"JWT""#, #""ALG":"none""#,
    ])
  func members(member: String) {
    for header in [
      #"{"alg":"EdDSA","kid":"k",\#(member)}"#, #"{\#(member),"alg":"EdDSA","kid":"k"}"#,
    ] {
      #expect(throws: JWTError.unsupportedHeader) { try verify(token(header)) }
    }
  }

  @Test(
    "A header that is not an object of plain strings is refused",
    arguments: [
      "", "{", "{}", "[]", "null", #"{"alg":"EdDSA""#, #"{"alg":"EdDSA","kid":"k"}x"#,
      #"{"alg":"EdDSA","kid":"k",}"#, #"{"alg":"EdDSA","alg":"EdDSA","kid":"k"}"#,
      #"{"alg":"none","alg":"EdDSA","kid":"k"}"#, #"{"alg":["EdDSA"],"kid":"k"}"#,
      #"{"alg":"EdDSA","kid":1}"#, #"{"alg":"EdDSA","kid":null}"#,
      #"{"alg":"Ed\u0044SA","kid":"k"}"#,
      #"{alg:"EdDSA","kid":"k"}"#, "\u{FEFF}{\"alg\":\"EdDSA\",\"kid\":\"k\"}",
      #"{"alg":"EdDSA" "kid":"k"}"#, "{\"alg\":\"EdDSA\",\"kid\":\"k\n\"}",
      #"{"alg":"EdDSA","kid":"ké"}"#,
    ])
  func malformedHeaders(header: String) {
    #expect(throws: JWTError.malformedHeader) { try verify(token(header)) }
  }

  @Test("A token of another type is refused")
  func types() {
    #expect(throws: JWTError.wrongType) {
      try verify(token(#"{"alg":"EdDSA","kid":"k","typ":"dpop+jwt"}"#))
    }
  }

  @Test("Without a key's name, or with one that nobody knows, nothing is valid")
  func unknownKeys() {
    #expect(throws: JWTError.unknownKey) { try verify(token(#"{"alg":"EdDSA"}"#)) }
    #expect(throws: JWTError.unknownKey) { try verify(token(#"{"alg":"EdDSA","kid":"other"}"#)) }
    #expect(throws: JWTError.unknownKey) { try verify(token(#"{"alg":"EdDSA","kid":"K"}"#)) }
  }

  @Test("A changed header, claim or signature, a foreign key's and none are refused")
  func signatures() throws {
    let token = JWT.sign(claims: claims, key: key, kid: "k")
    let parts = token.split(separator: ".").map(String.init)
    let richer = Base64URL.encode(Array(#"{"sub":"admin"}"#.utf8))
    let other = try Ed25519.PrivateKey(seed: [UInt8](repeating: 8, count: 32))
    let reordered = Base64URL.encode(Array(#"{"kid":"k","alg":"EdDSA"}"#.utf8))
    for forged in [
      "\(parts[0]).\(richer).\(parts[2])", "\(reordered).\(parts[1]).\(parts[2])",
      "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1]).AAAA",
      JWT.sign(claims: claims, key: other, kid: "k"),
    ] {
      #expect(throws: JWTError.badSignature) { try verify(forged) }
    }
  }

  @Test("What is not three parts in base 64 for URLs is malformed; every other spelling too")
  func malformed() {
    let token = JWT.sign(claims: claims, key: key, kid: "k")
    let parts = token.split(separator: ".").map(String.init)
    for text in [
      "", ".", "a", "a.b", token + ".", "." + token, token + "=", token + "\n", " " + token,
      "\(parts[0])..\(parts[1]).\(parts[2])", "\(parts[0]).\(parts[1])=.\(parts[2])",
      token.replacing(parts[2], with: parts[2].dropLast() + "B"), "Bearer " + token, "é" + token,
    ] {
      #expect(throws: JWTError.malformed) { try verify(text) }
    }
  }

  @Test("A token over 8,192 octets is not looked at")
  func size() throws {
    let largest = JWT.sign(claims: [UInt8](repeating: 0x20, count: 6010), key: key, kid: "k")
    try #require(largest.utf8.count <= JWT.largestToken)
    #expect(try verify(largest).count == 6010)
    let larger = JWT.sign(claims: [UInt8](repeating: 0x20, count: 6100), key: key, kid: "k")
    #expect(throws: JWTError.tooLong) { try verify(larger) }
  }

  private func header(_ rest: String) -> [UInt8] {
    Array((#"{"alg":"EdDSA""# + rest + "}").utf8)
  }

  /// A token with this header whose signature is right.
  private func token(_ header: String) -> String {
    let signed = Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(claims)
    return signed + "." + Base64URL.encode(key.sign(Array(signed.utf8)))
  }

  private func verify(_ token: String, kid: String = "k") throws -> [UInt8] {
    try JWT.verify(token) { $0 == kid ? publicKey : nil }
  }
}
