public import Kernel
import Ports

/// A store whose secrets can be encrypted anew.
public protocol EncryptedStore: Sendable {
  /// The ids of all keys that secrets are encrypted under; nil among them if some are not
  /// encrypted.
  func encryptionKeys() async throws -> Set<String?>

  /// Encrypts the seed of every signing key that is not under the current key.
  /// - Returns: how many were encrypted.
  func resealSigningKeys() async throws -> Int

  /// Encrypts up to `limit` secrets of authenticators that are not under the current key, of users
  /// with ids above `last`.
  /// - Returns: how many were encrypted, and the user of the last one.
  func resealAuthenticators(
    after last: UserID?, limit: Int
  ) async throws -> (count: Int, last: UserID?)
}

/// Checks and rotates the encryption of a store.
public struct EncryptionAtRest: Sendable {
  private let store: any EncryptedStore
  private let seal: SecretSeal

  /// Makes it for a store that encrypts with this seal.
  public init(store: any EncryptedStore, seal: SecretSeal) {
    self.store = store
    self.seal = seal
  }

  /// The id of the current key; nil if nothing is encrypted.
  public var keyID: String? { seal.key?.id }

  /// Checks that everything that is encrypted can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func check() async throws {
    for id in try await store.encryptionKeys() where !seal.knows(id) {
      throw EncryptionKeyMissing(id: id ?? "")
    }
  }

  /// Whether any secret is not encrypted under the current key.
  public func isOutdated() async throws -> Bool {
    try await store.encryptionKeys().contains { $0 != keyID }
  }

  /// Encrypts every secret that is not under the current key; without a current key it decrypts.
  /// It does not block requests, and continues where it stopped if it is run again.
  /// - Returns: how many secrets were changed.
  public func rotate() async throws -> (signingKeys: Int, authenticators: Int) {
    let signingKeys = try await store.resealSigningKeys()
    var (authenticators, last) = (0, UserID?.none)
    repeat {
      let done = try await store.resealAuthenticators(after: last, limit: 100)
      authenticators += done.count
      last = done.last
    } while last != nil
    return (signingKeys, authenticators)
  }
}
