import Crypto
public import Kernel

/// A key that signs access tokens, or did so until a while ago.
public struct SigningKey: Hashable, Sendable {
  /// The name under which its public half is published.
  public let kid: String
  /// The 32 octets that determine it. Secret.
  public let seed: [UInt8]
  /// When it was made.
  public let createdAt: Instant
  /// When another took over; tokens that it signed count until they run out.
  public let retiredAt: Instant?

  /// Puts a key together from what a store keeps.
  public init(kid: String, seed: [UInt8], createdAt: Instant, retiredAt: Instant?) {
    self.kid = kid
    self.seed = seed
    self.createdAt = createdAt
    self.retiredAt = retiredAt
  }

  /// A new key, named by its public half's digest, so that no two keys share a name.
  static func make(random: any RandomSource, at now: Instant) throws -> SigningKey {
    let seed = random.bytes(32)
    let publicKey = try Ed25519.PrivateKey(seed: seed).publicKey
    let kid = Base64URL.encode(Array(SHA256.hash(publicKey).prefix(12)))
    return SigningKey(kid: kid, seed: seed, createdAt: now, retiredAt: nil)
  }
}
