public import Kernel

/// The signed-in user did not give their current password.
public struct WrongPassword: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The account has a password, but none was given.
public struct PasswordRequired: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The request needs a recent sign-in.
public struct SignInTooOld: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// The session that the request came in ended while the request was under way.
public struct SessionEnded: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}
