public import Kernel

/// Which secrets a store keeps encrypted, and how that is changed.
public protocol EncryptedStore: Sendable {
  /// The names of all keys that secrets are encrypted under; nil among them if some are not.
  func encryptionKeys() async throws -> Set<String?>

  /// Encrypts every signing key's seed anew that is not under the present key.
  /// - Returns: how many there were.
  func resealSigningKeys() async throws -> Int

  /// The same of authenticators' secrets, up to `limit` of users with ids above `last`.
  /// - Returns: how many there were, and the last one's user.
  func resealAuthenticators(
    after last: UserID?, limit: Int
  ) async throws -> (count: Int, last: UserID?)
}

/// What is done about the encryption of a store as a whole.
public struct EncryptionAtRest: Sendable {
  private let store: any EncryptedStore
  private let seal: SecretSeal

  /// Of a store that encrypts by this seal.
  public init(store: any EncryptedStore, seal: SecretSeal) {
    self.store = store
    self.seal = seal
  }

  /// The name of the key that encrypts from now on; nil for none.
  public var keyID: String? { seal.key?.id }

  /// Makes sure that everything that is encrypted can be read.
  /// - Throws: `EncryptionKeyMissing`, or the store's error.
  public func check() async throws {
    for id in try await store.encryptionKeys() where !seal.knows(id) {
      throw EncryptionKeyMissing(id: id ?? "")
    }
  }

  /// Whether something is kept otherwise than under the present key.
  public func isOutdated() async throws -> Bool {
    try await store.encryptionKeys().contains { $0 != keyID }
  }

  /// Encrypts under the present key whatever is not; without a key it takes the encryption off.
  /// Nobody has to wait for it, and begun anew it goes on where it ended.
  /// - Returns: how many secrets there were.
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

/// The database holds secrets that nothing configured can read.
public struct EncryptionKeyMissing: Error, CustomStringConvertible {
  let id: String

  /// What to do about it.
  public var description: String { UnknownEncryptionKey(id: id).description }
}
