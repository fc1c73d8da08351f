import Crypto
public import Kernel

/// Encrypts what opens accounts before a store keeps it, so that a stolen database opens nothing:
/// AES-256-GCM, a fresh nonce each time, under a key that the configuration holds. Each secret is
/// bound to its row, so that none can be put into another's.
public struct SecretSeal: Sendable {
  /// A key, named by its own digest: the name tells it from others and nothing about it.
  public struct Key: Sendable {
    /// Sixteen hexadecimal digits.
    public let id: String
    fileprivate let octets: [UInt8]

    /// Nil unless it has 32 octets.
    public init?(_ octets: [UInt8]) {
      guard octets.count == AESGCM.keyCount else { return nil }
      self.octets = octets
      id = Hex.encode(Array(SHA256.hash(Array("atrium encryption key\0".utf8) + octets).prefix(8)))
    }
  }

  /// Whose secret it is.
  public enum Place: Sendable {
    /// The seed of a key that signs access tokens.
    case signingKey(kid: String)
    /// What a user's authenticator shares with us.
    case authenticator(UserID)

    fileprivate var text: String {
      switch self {
      case .signingKey(let kid): "auth_signing_keys.seed\0\(kid)"
      case .authenticator(let user): "auth_totp.secret\0\(user)"
      }
    }
  }

  /// The key that secrets are encrypted under; without one they are kept as they are.
  public let key: Key?
  private let keys: [String: Key]
  private let random: any RandomSource

  /// - Parameters:
  ///   - key: encrypts from now on.
  ///   - others: those that what is kept may be encrypted under.
  public init(key: Key?, others: [Key] = [], random: any RandomSource) {
    self.key = key
    self.random = random
    keys = Dictionary(((key.map { [$0] } ?? []) + others).map { ($0.id, $0) }) { first, _ in first }
  }

  /// Whether there is a key of this name; `nil` names what is not encrypted.
  public func knows(_ keyID: String?) -> Bool { keyID.map { keys[$0] != nil } ?? true }

  /// A secret as it is to be kept.
  public func seal(_ secret: [UInt8], of place: Place) throws -> KeptSecret {
    guard let key else { return KeptSecret(octets: secret, keyID: nil) }
    let nonce = random.bytes(AESGCM.nonceCount)
    let sealed = try AESGCM.seal(
      key: key.octets, nonce: nonce, plaintext: secret, aad: Array(place.text.utf8))
    return KeptSecret(octets: nonce + sealed, keyID: key.id)
  }

  /// The secret that was kept.
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

/// A secret as a store keeps it.
public struct KeptSecret: Hashable, Sendable {
  /// The nonce and what is encrypted with its tag, or the secret itself.
  public let octets: [UInt8]
  /// The key that it is encrypted under; nil for none.
  public let keyID: String?

  /// Puts it together from what a store keeps.
  public init(octets: [UInt8], keyID: String?) {
    self.octets = octets
    self.keyID = keyID
  }
}

/// Something is encrypted under a key that this server was not given. Another server may have it
/// already, while the key is being changed.
public struct UnknownEncryptionKey: Unavailability, CustomStringConvertible {
  /// The key's name.
  public let id: String
  /// 30.
  public var retryAfterSeconds: Int { 30 }

  /// What to do about it.
  public var description: String {
    "secrets in the database are encrypted under the key \(id), which this program was not given; "
      + "set auth.encryption_key or auth.other_encryption_keys"
  }
}

/// What was kept is not what was encrypted for this row.
public struct DamagedSecret: Error, CustomStringConvertible {
  private let place: SecretSeal.Place

  init(_ place: SecretSeal.Place) {
    self.place = place
  }

  /// Whose it is.
  public var description: String {
    switch place {
    case .signingKey(let kid): "the seed of the signing key \(kid) was changed or moved"
    case .authenticator(let user): "the authenticator's secret of user \(user) was changed or moved"
    }
  }
}
