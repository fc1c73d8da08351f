/// Secrets of a context that are kept by the `SecretKeeper`, for whoever changes its key.
public struct SealedSecrets: Sendable {
  /// What they are secrets of, such as `webhooks`.
  public let name: String
  /// Encrypts every one that is not under the current key; without a current key it decrypts. It
  /// continues where it stopped if it is run again, and answers how many it changed.
  public let reseal: @Sendable () async throws -> Int

  /// Secrets with what encrypts them anew.
  public init(_ name: String, reseal: @escaping @Sendable () async throws -> Int) {
    self.name = name
    self.reseal = reseal
  }
}

/// The kind of offer that `SealedSecrets` are.
public enum SealedSecretsOffer: OfferKey {
  /// What is contributed.
  public typealias Item = SealedSecrets
}

extension Offers {
  /// The context's secrets that are encrypted.
  public var sealedSecrets: [SealedSecrets] {
    get { self[SealedSecretsOffer.self] }
    set { self[SealedSecretsOffer.self] = newValue }
  }
}
