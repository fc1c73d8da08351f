import Crypto
public import Kernel

/// A key that signs access tokens, or did until it was replaced.
public struct SigningKey: Hashable, Sendable {
  /// The id under which its public half is published.
  public let kid: String
  /// The seed, 32 secret octets.
  public let seed: [UInt8]
  /// When it was made.
  public let createdAt: Instant
  /// When another key replaced it; nil for the key that signs. Tokens it signed stay valid until
  /// they expire.
  public let retiredAt: Instant?

  /// Makes a key from stored values.
  public init(kid: String, seed: [UInt8], createdAt: Instant, retiredAt: Instant?) {
    self.kid = kid
    self.seed = seed
    self.createdAt = createdAt
    self.retiredAt = retiredAt
  }

  /// Makes a new key. Its id is a digest of its public half, so that no two keys share an id.
  static func make(random: any RandomSource, at now: Instant) throws -> SigningKey {
    let seed = random.bytes(32)
    let publicKey = try Ed25519.PrivateKey(seed: seed).publicKey
    let kid = Base64URL.encode(Array(SHA256.hash(publicKey).prefix(12)))
    return SigningKey(kid: kid, seed: seed, createdAt: now, retiredAt: nil)
  }
}

/// Keeps signing keys.
public protocol SigningKeyStore: Sendable {
  /// Every signing key, newest first.
  func signingKeys() async throws -> [SigningKey]

  /// Inserts the first signing key, unless there is a key that signs: then nothing happens.
  func installSigningKey(_ key: SigningKey) async throws

  /// Retires the key that signs and inserts another in its place. Of several calls at once one
  /// succeeds, and the others do nothing.
  func replaceSigningKey(by key: SigningKey) async throws
}
