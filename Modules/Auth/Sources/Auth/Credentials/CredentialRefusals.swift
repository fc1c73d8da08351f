public import Kernel

/// It is not a mailed token, or it was used or has expired.
public struct InvalidMailToken: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// Why no mail is sent that confirms an address.
public enum VerificationRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The account has another address already.
  case emailIsSet
  /// The account has no address, and none was given.
  case emailRequired
}

/// It is not a code of the authenticator, or it was used before.
public struct WrongCode: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The user has an enabled authenticator.
public struct SecondFactorIsOn: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The user has no authenticator.
public struct SecondFactorIsOff: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The user has the maximum number of API keys.
public struct TooManyKeys: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}
