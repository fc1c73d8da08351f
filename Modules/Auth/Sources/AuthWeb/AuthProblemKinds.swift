import Kernel

extension ProblemKind {
  /// 409: another account has this address.
  static let emailTaken = ProblemKind(
    status: 409, code: "email_taken", title: "There is an account with this e-mail address")
  /// 401: no such account, or not its password.
  static let invalidCredentials = ProblemKind(
    status: 401, code: "invalid_credentials", title: "E-mail address or password is wrong")
  /// 403: the account is blocked.
  static let blocked = ProblemKind(
    status: 403, code: "blocked", title: "The account is blocked")
  /// 409: as many API keys as one may have.
  static let tooManyKeys = ProblemKind(
    status: 409, code: "too_many_api_keys", title: "There are too many API keys")
  /// 409: nobody would be left who can administer.
  static let lastAdmin = ProblemKind(
    status: 409, code: "last_admin", title: "This is the last administrator")
  /// 422: not a code that a user showed.
  static let invalidUserCode = ProblemKind(
    status: 422, code: "invalid_qr", title: "The code is not valid")
  /// 409: a code that a user showed, too late.
  static let userCodeExpired = ProblemKind(
    status: 409, code: "qr_expired", title: "The code has run out")
  /// 409: a code that counted already.
  static let userCodeRedeemed = ProblemKind(
    status: 409, code: "qr_redeemed", title: "The code was redeemed before")
  /// 403: the sign-in was too long ago.
  static let recentLoginRequired = ProblemKind(
    status: 403, code: "recent_login_required", title: "Sign in once more")
  /// 403: not the present password.
  static let wrongPassword = ProblemKind(
    status: 403, code: "wrong_password", title: "The password is wrong")
  /// 422: not a token that a mail brought, or not any more.
  static let invalidToken = ProblemKind(
    status: 422, code: "invalid_token", title: "The token is not valid")
  /// 401: the password was right, and a code is wanted.
  static let mfaRequired = ProblemKind(
    status: 401, code: "mfa_required", title: "A code of your authenticator is required")
  /// 401: no sign-in waits under this token.
  static let invalidMFAToken = ProblemKind(
    status: 401, code: "invalid_mfa_token", title: "The sign-in has ended")
  /// 401: not a code that counts, at a sign-in.
  static let invalidCode = ProblemKind(
    status: 401, code: "invalid_code", title: "The code is wrong")
  /// 403: not a code that counts.
  static let wrongCode = ProblemKind(
    status: 403, code: "wrong_code", title: "The code is wrong")
  /// 401: what came from a provider does not show who somebody is.
  static let invalidIDToken = ProblemKind(
    status: 401, code: "invalid_id_token", title: "The identity could not be verified")
  /// 503: the configuration does not name the provider.
  static let providerNotConfigured = ProblemKind(
    status: 503, code: "provider_not_configured", title: "This way to sign in is not set up")
  /// 503: the provider's keys cannot be had.
  static let providerUnavailable = ProblemKind(
    status: 503, code: "provider_unavailable", title: "The provider cannot be reached")
  /// 409: the identity opens another account.
  static let identityTaken = ProblemKind(
    status: 409, code: "identity_taken", title: "This identity belongs to another account")
  /// 409: there would be no way left to sign in.
  static let lastSignInMethod = ProblemKind(
    status: 409, code: "last_sign_in_method", title: "This is the last way to sign in")
  /// 409: the account has another address.
  static let emailAlreadySet = ProblemKind(
    status: 409, code: "email_already_set", title: "The account has an e-mail address")
  /// 409: there is an authenticator already.
  static let totpEnabled = ProblemKind(
    status: 409, code: "totp_enabled", title: "An authenticator is set up already")
  /// 409: there is no authenticator.
  static let totpNotEnabled = ProblemKind(
    status: 409, code: "totp_not_set_up", title: "No authenticator is set up")
  /// 409: the user has set no PIN.
  static let pinNotSet = ProblemKind(
    status: 409, code: "pin_not_set", title: "There is no transaction PIN")
  /// 403: not the user's PIN.
  static let wrongPin = ProblemKind(
    status: 403, code: "wrong_pin", title: "The transaction PIN is wrong")
  /// 423: too many wrong PINs.
  static let pinLocked = ProblemKind(
    status: 423, code: "pin_locked", title: "The transaction PIN is locked")
  /// 401: not a refresh token of a live session.
  static let invalidRefreshToken = ProblemKind(
    status: 401, code: "invalid_refresh_token", title: "The refresh token is not valid")
  /// 401: the refresh token was used before.
  static let refreshReused = ProblemKind(
    status: 401, code: "refresh_reused", title: "The refresh token was used before")
}
