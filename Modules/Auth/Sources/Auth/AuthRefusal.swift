/// Why something about accounts and sessions was refused.
public enum AuthRefusal: Error, Hashable, Sendable {
  /// Another account has this address.
  case emailTaken
  /// The code that a user named at sign-up is nobody's.
  case unknownReferralCode
  /// The password is made of blanks alone.
  case passwordBlank
  /// The password is one of those that are tried first.
  case passwordTooCommon
  /// No such account, or not its password: which of them is not told.
  case invalidCredentials
  /// The password was right, and the account is blocked.
  case blocked
  /// More sign-ins failed than may; another makes sense after so many seconds.
  case tooManyFailures(limit: Int64, retryAfter: Int64)
  /// The signed-in user did not give their present password.
  case wrongPassword
  /// Not a refresh token of a live session.
  case invalidRefreshToken
  /// The refresh token was used before; its session has been ended.
  case refreshReused
  /// Not what a mail brought, or not any more: it was used, or its time has passed.
  case invalidMailToken
  /// The password was right, and a code is wanted: to be sent with this token.
  case mfaRequired(token: String)
  /// No sign-in waits under this token, or not any more.
  case invalidChallenge
  /// Not a code of the authenticator, or one that was used.
  case wrongCode
  /// The user has an authenticator already.
  case secondFactorIsOn
  /// The user has no authenticator.
  case secondFactorIsOff
  /// The user has set no transaction PIN.
  case pinNotSet
  /// Not the user's transaction PIN.
  case wrongPin
  /// Too many wrong PINs; another makes sense after so many seconds.
  case pinLocked(retryAfter: Int64)
  /// The user signed in too long ago for what they ask.
  case signInTooOld
  /// The session that the request came in ended while the request was under way.
  case sessionEnded
  /// Not a code that a user showed.
  case invalidUserCode
  /// A code that a user showed, too late.
  case userCodeExpired
  /// A code that a user showed, and that was redeemed before.
  case userCodeRedeemed
  /// The user has as many API keys as one may have.
  case tooManyKeys
  /// Nobody would be left who can administer.
  case lastAdmin
  /// What came from a provider does not show who somebody is.
  case invalidIdentityToken
  /// The configuration does not name this provider.
  case providerNotConfigured
  /// The provider's keys cannot be had; another attempt makes sense after so many seconds.
  case providerUnavailable(retryAfter: Int64)
  /// The identity opens another account.
  case identityTaken
  /// There would be no way left to sign in.
  case lastSignInMethod
  /// The account has a password, and none was given.
  case passwordRequired
  /// The account has an address already, and it is another one.
  case emailIsSet
  /// The account has no address, and none was given.
  case emailRequired
  /// There is no such user or session, or none that the caller may know of.
  case notFound
}
