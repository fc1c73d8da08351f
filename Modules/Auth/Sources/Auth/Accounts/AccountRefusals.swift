public import Kernel

/// Another account has this address.
public struct EmailTaken: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// No user has the referral code that was given at registration.
public struct UnknownReferralCode: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// No administrator would be left.
public struct LastAdministrator: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}
