public import Kernel

/// Why a proof from an identity provider is not accepted.
public enum ProviderRefusal: Error, Hashable, Sendable {
  /// The proof is not valid.
  case invalidProof
  /// The configuration does not name this provider.
  case notConfigured
  /// The provider's keys cannot be fetched; try again after `retryAfter` seconds.
  case unavailable(retryAfter: Int64)
}

/// The identity is linked to another account.
public struct IdentityTaken: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The user could not sign in any more.
public struct LastSignInMethod: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}
