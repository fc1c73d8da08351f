public import Kernel

/// Encrypts secrets that must be read again before a store keeps them, under a key that the
/// database does not hold. Each is bound to its row, so that it cannot be moved to another.
public protocol SecretKeeper: Sendable {
  /// The id of the key that encrypts; nil if secrets are kept as they are.
  var keyID: String? { get }

  /// Whether secrets under the key with this id can be read; nil stands for no encryption.
  func knows(_ keyID: String?) -> Bool

  /// Encrypts a secret for its row.
  /// - Parameter place: what names the table, the column and the row, and never changes.
  func keep(_ secret: [UInt8], at place: String) throws -> KeptSecret

  /// Decrypts the secret of a row.
  /// - Throws: `UnknownEncryptionKey`, or an error where it is not what was encrypted there.
  func read(_ kept: KeptSecret, at place: String) throws -> [UInt8]
}

/// A secret as a store keeps it.
public struct KeptSecret: Hashable, Sendable {
  /// What was encrypted, or the secret itself if it is not encrypted.
  public let octets: [UInt8]
  /// The id of the key that it is encrypted under; nil if it is not encrypted.
  public let keyID: String?

  /// Makes a kept secret.
  public init(octets: [UInt8], keyID: String?) {
    self.octets = octets
    self.keyID = keyID
  }
}

/// Keeps secrets as they are.
public struct PlainSecrets: SecretKeeper {
  /// Keeps secrets as they are.
  public init() {}

  /// None.
  public var keyID: String? { nil }

  /// Only of what is not encrypted.
  public func knows(_ keyID: String?) -> Bool { keyID == nil }

  /// The secret.
  public func keep(_ secret: [UInt8], at place: String) -> KeptSecret {
    KeptSecret(octets: secret, keyID: nil)
  }

  /// The secret.
  /// - Throws: `UnknownEncryptionKey` if it is encrypted.
  public func read(_ kept: KeptSecret, at place: String) throws -> [UInt8] {
    if let id = kept.keyID { throw UnknownEncryptionKey(id: id) }
    return kept.octets
  }
}

/// What keeps the secrets of all contexts. Without it they are kept as they are.
public enum SecretKeeperPort: PortKey {
  /// What answers it.
  public typealias Value = any SecretKeeper
  /// `SecretKeeper`.
  public static let name = "SecretKeeper"
}

/// A secret is encrypted under a key that this server does not have. While the key is being
/// rotated, another server may have it already.
public struct UnknownEncryptionKey: Unavailability, CustomStringConvertible {
  /// The id of the key.
  public let id: String
  /// 30.
  public var retryAfterSeconds: Int { 30 }

  /// A key by its id.
  public init(id: String) { self.id = id }

  /// What to do about it.
  public var description: String {
    "secrets in the database are encrypted under the key \(id), which this program was not given; "
      + "set auth.encryption_key or auth.other_encryption_keys"
  }
}

/// The database holds secrets that no configured key can read.
public struct EncryptionKeyMissing: Error, CustomStringConvertible {
  private let id: String

  /// A key by its id.
  public init(id: String) { self.id = id }

  /// What to do about it.
  public var description: String { UnknownEncryptionKey(id: id).description }
}
