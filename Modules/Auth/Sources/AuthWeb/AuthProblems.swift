import Auth
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

extension Problem {
  /// How a refusal is told to the client.
  /// - Parameter passwordField: the field that a password which may not be set came in.
  init(_ refusal: AuthRefusal, passwordField: String = "password") {
    switch refusal {
    case .emailTaken:
      self.init(.emailTaken, detail: "Sign in, or use another address.")
    case .unknownReferralCode:
      self.init(invalid: "referral_code", "unknown", "Nobody has this referral code.")
    case .passwordBlank:
      self.init(
        invalid: passwordField, "blank", "A password cannot be made of blanks alone.")
    case .passwordTooCommon:
      self.init(
        invalid: passwordField, "too_common",
        "This password is among those that are tried first. Choose another.")
    case .invalidCredentials:
      self.init(.invalidCredentials, detail: "Check the e-mail address and the password.")
    case .blocked:
      self.init(.blocked, detail: "This account has been blocked.")
    case .tooManyFailures(let limit, let seconds):
      self.init(
        .tooManyRequests, detail: "Too many sign-ins failed. Try again later.",
        retryAfterSeconds: Int(seconds),
        headers: [
          ("RateLimit-Limit", "\(limit)"), ("RateLimit-Remaining", "0"),
          ("RateLimit-Reset", "\(seconds)"),
        ])
    case .wrongPassword:
      self.init(.wrongPassword, detail: "This is not your present password.")
    case .invalidRefreshToken:
      self.init(.invalidRefreshToken, detail: "Sign in again.")
    case .refreshReused:
      self.init(
        .refreshReused, detail: "The session was ended, as its token may be stolen. Sign in again.")
    case .invalidMailToken:
      self.init(
        .invalidToken, detail: "It was used already, or its time has passed. Ask for another.",
        fields: [FieldError(field: "token", code: "invalid", message: "This token is not valid.")])
    case .mfaRequired, .invalidChallenge, .wrongCode, .secondFactorIsOn, .secondFactorIsOff:
      self.init(secondFactor: refusal)
    case .invalidUserCode, .userCodeExpired, .userCodeRedeemed:
      self.init(userCode: refusal)
    case .pinNotSet, .wrongPin, .pinLocked:
      self.init(pin: refusal)
    case .tooManyKeys:
      self.init(.tooManyKeys, detail: "Take one back before you make another.")
    case .sessionEnded:
      self.init(.unauthorized, detail: "The session has ended. Sign in again.")
    case .signInTooOld:
      self.init(
        .recentLoginRequired, detail: "You signed in too long ago for this. Sign in once more.")
    case .lastAdmin:
      self.init(
        .lastAdmin,
        detail: "Nobody else could administer. Make somebody else an administrator first.")
    case .invalidIdentityToken, .providerNotConfigured, .providerUnavailable, .identityTaken,
      .lastSignInMethod, .passwordRequired, .emailIsSet, .emailRequired:
      self.init(identity: refusal)
    case .notFound:
      self.init(.notFound, detail: "There is no such resource.")
    }
  }
}

extension Problem {
  /// One field is wrong.
  private init(invalid field: String, _ code: String, _ message: String) {
    self.init(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }

  /// How a refusal about the second factor is told.
  fileprivate init(secondFactor refusal: AuthRefusal) {
    switch refusal {
    case .mfaRequired:
      self.init(.mfaRequired)
    case .wrongCode:
      self.init(.wrongCode, detail: "The code is wrong, was used already, or is of another time.")
    case .secondFactorIsOn:
      self.init(.totpEnabled, detail: "Turn it off before you set up another.")
    case .secondFactorIsOff:
      self.init(.totpNotEnabled, detail: "Set up an authenticator first.")
    default:
      self.init(.invalidMFAToken, detail: "Sign in again.")
    }
  }

  /// How a refusal about identities, and accounts without a password, is told.
  fileprivate init(identity refusal: AuthRefusal) {
    switch refusal {
    case .providerNotConfigured:
      self.init(
        .providerNotConfigured,
        detail: "Whoever runs this server has not set it up. Sign in in another way.")
    case .providerUnavailable(let seconds):
      self.init(
        .providerUnavailable, detail: "Its keys could not be read. Try again later.",
        retryAfterSeconds: Int(seconds))
    case .identityTaken:
      self.init(.identityTaken, detail: "Sign in with it, and unlink it there first.")
    case .lastSignInMethod:
      self.init(
        .lastSignInMethod, detail: "Set a password or link another identity before you unlink it.")
    case .passwordRequired:
      self.init(
        .validation,
        fields: [
          FieldError(field: "password", code: "required", message: "Give your password.")
        ])
    case .emailIsSet:
      self.init(.emailAlreadySet, detail: "The account has another address already.")
    case .emailRequired:
      self.init(
        .validation,
        fields: [
          FieldError(
            field: "email", code: "required", message: "The account has no address yet; give one.")
        ])
    default:
      self.init(
        .invalidIDToken,
        detail: "What the provider gave you is not valid here, or not any more. Sign in again.")
    }
  }

  /// How a refusal of a code that a user showed is told.
  fileprivate init(userCode refusal: AuthRefusal) {
    switch refusal {
    case .userCodeExpired:
      self.init(.userCodeExpired, detail: "Have a new one shown.")
    case .userCodeRedeemed:
      self.init(.userCodeRedeemed, detail: "A code counts once. Have a new one shown.")
    default:
      self.init(
        .invalidUserCode, detail: "It is not one of ours, or was not read whole.",
        fields: [
          FieldError(field: "payload", code: "invalid", message: "This is not a user's code.")
        ])
    }
  }

  /// How a refusal about the PIN is told.
  fileprivate init(pin refusal: AuthRefusal) {
    switch refusal {
    case .pinLocked(let seconds):
      self.init(
        .pinLocked, detail: "Too many PINs were wrong. Try again later.",
        retryAfterSeconds: Int(seconds))
    case .wrongPin:
      self.init(.wrongPin, detail: "This is not your transaction PIN.")
    default:
      self.init(.pinNotSet, detail: "Set a transaction PIN first.")
    }
  }
}

/// Runs a handler's work and tells a refusal as the client will see it.
func answering<Value>(
  passwordField: String = "password", _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch let refusal as AuthRefusal {
    throw Problem(refusal, passwordField: passwordField)
  }
}

/// As `answering`, for what somebody does with their own account. One that was given up a moment
/// ago is nobody's: whoever asks is not signed in any more.
func answeringOwner<Value>(
  passwordField: String = "password", _ work: () async throws -> Value
) async throws -> Value {
  try await answering(passwordField: passwordField) {
    do {
      return try await work()
    } catch AuthRefusal.notFound {
      throw Problem(.unauthorized, detail: "The account is gone.")
    }
  }
}
