public import Kernel

/// There is no such account or the password is wrong; the client is not told which.
public struct InvalidCredentials: PlainRefusal {
  /// Makes the refusal.
  public init() {}
}

/// Why a user who gave the right proof is not signed in.
public enum SignInRefusal: Error, Hashable, Sendable {
  /// The account is blocked.
  case blocked
  /// A code of the authenticator must be sent with this token.
  case mfaRequired(token: String)
}

/// Why a code does not complete a sign-in, whichever code it is.
public enum ChallengeRefusal: Error, Hashable, Sendable, CaseIterable {
  /// No sign-in waits for a code under this token, or it has expired.
  case invalid
  /// The account was blocked meanwhile.
  case blocked
}

/// Why a refresh token gives no new tokens.
public enum RefreshRefusal: Error, Hashable, Sendable, CaseIterable {
  /// It is not a refresh token of a live session.
  case invalid
  /// It was used before, so its session was ended.
  case reused
}
