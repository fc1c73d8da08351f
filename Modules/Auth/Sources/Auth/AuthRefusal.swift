/// Why a request about accounts, sessions or credentials was refused.
public enum AuthRefusal: Error, Hashable, Sendable {
  /// Another account has this address.
  case emailTaken
  /// No user has the referral code that was given at registration.
  case unknownReferralCode
  /// The password has only blanks.
  case passwordBlank
  /// The password is one of those that attackers try first.
  case passwordTooCommon
  /// There is no such account or the password is wrong; the client is not told which.
  case invalidCredentials
  /// The proof was right, but the account is blocked.
  case blocked
  /// Too many attempts failed. `limit` is how many may fail in a window, `retryAfter` the seconds
  /// until the window ends.
  case tooManyFailures(limit: Int64, retryAfter: Int64)
  /// The signed-in user did not give their current password.
  case wrongPassword
  /// It is not a refresh token of a live session.
  case invalidRefreshToken
  /// The refresh token was used before, so its session was ended.
  case refreshReused
  /// It is not a mailed token, or it was used or has expired.
  case invalidMailToken
  /// The first factor was right. A code of the authenticator must be sent with this token.
  case mfaRequired(token: String)
  /// No sign-in waits for a code under this token, or it has expired.
  case invalidChallenge
  /// It is not a code of the authenticator, or it was used before.
  case wrongCode
  /// The user has an enabled authenticator.
  case secondFactorIsOn
  /// The user has no authenticator.
  case secondFactorIsOff
  /// The user has set no transaction PIN.
  case pinNotSet
  /// It is not the user's transaction PIN.
  case wrongPin
  /// Too many PINs were wrong; the PIN is locked for `retryAfter` seconds.
  case pinLocked(retryAfter: Int64)
  /// The request needs a recent sign-in.
  case signInTooOld
  /// The session that the request came in ended while the request was under way.
  case sessionEnded
  /// It is not a code that shows a user.
  case invalidUserCode
  /// The code that shows a user has expired.
  case userCodeExpired
  /// The code that shows a user was redeemed before.
  case userCodeRedeemed
  /// The user has the maximum number of API keys.
  case tooManyKeys
  /// No administrator would be left.
  case lastAdmin
  /// The proof from an identity provider is not valid.
  case invalidIdentityToken
  /// The configuration does not name this provider.
  case providerNotConfigured
  /// The provider's keys cannot be fetched; try again after `retryAfter` seconds.
  case providerUnavailable(retryAfter: Int64)
  /// The identity is linked to another account.
  case identityTaken
  /// The user could not sign in any more.
  case lastSignInMethod
  /// The account has a password, but none was given.
  case passwordRequired
  /// The account has another address already.
  case emailIsSet
  /// The account has no address, and none was given.
  case emailRequired
  /// It does not exist, or the caller may not know that it does.
  case notFound
}
