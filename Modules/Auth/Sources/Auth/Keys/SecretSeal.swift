import Crypto
public import Kernel
public import Ports

/// Encrypts secrets before a store keeps them, so that a stolen database opens no account:
/// AES-256-GCM with a fresh nonce each time, under a key from the configuration. Each secret is
/// bound to its row, so that it cannot be moved to another.
public struct SecretSeal: Sendable {
  /// A key. Its id is a digest of it, which reveals nothing about it.
  public struct Key: Sendable {
    /// Sixteen hexadecimal digits.
    public let id: String
    fileprivate let octets: [UInt8]

    /// Makes a key; nil unless `octets` has 32.
    public init?(_ octets: [UInt8]) {
      guard octets.count == AESGCM.keyCount else { return nil }
      self.octets = octets
      id = Hex.encode(Array(SHA256.hash(Array("atrium encryption key\0".utf8) + octets).prefix(8)))
    }
  }

  /// The row that a secret belongs to.
  public enum Place: Sendable {
    /// The seed of a key that signs access tokens.
    case signingKey(kid: String)
    /// The shared secret of a user's authenticator.
    case authenticator(UserID)
    /// A secret of another context, by what names its place.
    case other(String)

    fileprivate var text: String {
      switch self {
      case .signingKey(let kid): "auth_signing_keys.seed\0\(kid)"
      case .authenticator(let user): "auth_totp.secret\0\(user)"
      case .other(let place): place
      }
    }
  }

  /// The current key; nil if secrets are not encrypted.
  public let key: Key?
  private let keys: [String: Key]
  private let random: any RandomSource

  /// Makes a seal.
  /// - Parameters:
  ///   - key: the key that encrypts; nil for no encryption.
  ///   - others: more keys that stored secrets may be encrypted under.
  public init(key: Key?, others: [Key] = [], random: any RandomSource) {
    self.key = key
    self.random = random
    keys = Dictionary(((key.map { [$0] } ?? []) + others).map { ($0.id, $0) }) { first, _ in first }
  }

  /// Whether secrets under the key with this id can be read; nil stands for no encryption.
  public func knows(_ keyID: String?) -> Bool { keyID.map { keys[$0] != nil } ?? true }

  /// Encrypts a secret for its row.
  public func seal(_ secret: [UInt8], of place: Place) throws -> KeptSecret {
    guard let key else { return KeptSecret(octets: secret, keyID: nil) }
    let nonce = random.bytes(AESGCM.nonceCount)
    let sealed = try AESGCM.seal(
      key: key.octets, nonce: nonce, plaintext: secret, aad: Array(place.text.utf8))
    return KeptSecret(octets: nonce + sealed, keyID: key.id)
  }

  /// Decrypts the secret of a row.
  /// - Throws: `UnknownEncryptionKey`, `DamagedSecret`.
  public func open(_ kept: KeptSecret, of place: Place) throws -> [UInt8] {
    guard let id = kept.keyID else { return kept.octets }
    guard let key = keys[id] else { throw UnknownEncryptionKey(id: id) }
    guard kept.octets.count > AESGCM.nonceCount else { throw DamagedSecret(place) }
    do {
      return try AESGCM.open(
        key: key.octets, nonce: Array(kept.octets.prefix(AESGCM.nonceCount)),
        ciphertext: Array(kept.octets.dropFirst(AESGCM.nonceCount)), aad: Array(place.text.utf8))
    } catch {
      throw DamagedSecret(place)
    }
  }
}

extension SecretSeal: SecretKeeper {
  /// The id of the current key.
  public var keyID: String? { key?.id }

  /// Encrypts the secret of another context.
  public func keep(_ secret: [UInt8], at place: String) throws -> KeptSecret {
    try seal(secret, of: .other(place))
  }

  /// Decrypts the secret of another context.
  /// - Throws: as `open(_:of:)` does.
  public func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
    try open(kept, of: .other(place))
  }
}

/// A stored secret is not the one that was encrypted for its row.
public struct DamagedSecret: Error, CustomStringConvertible {
  private let place: SecretSeal.Place

  init(_ place: SecretSeal.Place) {
    self.place = place
  }

  /// The row and what happened.
  public var description: String {
    switch place {
    case .signingKey(let kid): "the seed of the signing key \(kid) was changed or moved"
    case .authenticator(let user): "the authenticator's secret of user \(user) was changed or moved"
    case .other(let place):
      "the secret \(place.replacing("\0", with: " ")) was changed or moved"
    }
  }
}
