import Crypto
import Kernel

/// A refresh token: the session's id, 256 random bits, and a proof that this family issued it.
///
/// The store keeps only the token's digest. The proof lets a family recognise every token it ever
/// issued while it stores only two, so that reuse of an old token is detected (RFC 9700, 4.14.2),
/// while a token made up from a session's id ends no session.
struct RefreshToken: Hashable, Sendable {
  static let secretCount = 32
  private static let proofCount = 16

  let sessionID: SessionID
  let secret: [UInt8]
  private let proof: [UInt8]

  /// A token of the family that `key` belongs to.
  init(_ sessionID: SessionID, secret: [UInt8], familyKey key: [UInt8]) {
    self.sessionID = sessionID
    self.secret = secret
    proof = Self.proof(of: secret, sessionID, key)
  }

  /// Parses a token that a client sent; nil if it cannot be one.
  init?(_ text: String) {
    guard text.utf8.count <= 512, let bytes = Base64URL.decode(CopiedText.token(text)),
      bytes.count == 16 + Self.secretCount + Self.proofCount
    else { return nil }
    sessionID = SessionID(rawValue: bytes[..<16].reduce(0) { $0 << 8 | UInt128($1) })
    secret = Array(bytes[16..<(16 + Self.secretCount)])
    proof = Array(bytes[(16 + Self.secretCount)...])
  }

  /// The text that the client gets.
  var text: String { Base64URL.encode(bytes) }

  /// The digest that the store keeps.
  var hash: [UInt8] { SHA256.hash(bytes) }

  /// Whether the family that `key` belongs to issued it.
  func wasIssued(by key: [UInt8]) -> Bool {
    constantTimeEquals(proof, Self.proof(of: secret, sessionID, key))
  }

  /// A key that only the holder of the token can derive.
  var sealingKey: [UInt8] {
    HMAC.sha256(key: bytes, message: Array("atrium refresh successor".utf8))
  }

  private var bytes: [UInt8] { Self.octets(of: sessionID) + secret + proof }

  private static func octets(of id: SessionID) -> [UInt8] {
    withUnsafeBytes(of: id.rawValue.bigEndian) { Array($0) }
  }

  private static func proof(of secret: [UInt8], _ id: SessionID, _ key: [UInt8]) -> [UInt8] {
    Array(HMAC.sha256(key: key, message: octets(of: id) + secret).prefix(proofCount))
  }
}
