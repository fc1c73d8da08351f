public import Auth

/// The providers that the configuration names.
public struct Providers: IdentityVerifier {
  private let openID: [IdentityProvider: OpenIDVerifier]
  private let telegram: TelegramVerifier?

  /// Puts providers together; those that are left out vouch for nobody.
  public init(
    openID: [IdentityProvider: OpenIDVerifier] = [:], telegram: TelegramVerifier? = nil
  ) {
    self.openID = openID
    self.telegram = telegram
  }

  /// Who the proof shows somebody to be.
  /// - Throws: `ProviderRefusal`.
  public func verify(_ proof: IdentityProof) async throws -> ProvenIdentity {
    switch proof {
    case .idToken(let token, let nonce, let provider):
      guard let verifier = openID[provider] else { throw ProviderRefusal.notConfigured }
      return try await verifier.verify(token, nonce: nonce)
    case .telegram(let initData):
      guard let telegram else { throw ProviderRefusal.notConfigured }
      return try telegram.verify(initData)
    }
  }
}
