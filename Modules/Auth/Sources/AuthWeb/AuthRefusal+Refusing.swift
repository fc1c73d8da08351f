public import Auth
public import Kernel

extension AuthRefusal: Refusing {
  /// How a refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .emailTaken:
      Problem(.emailTaken, detail: "Sign in, or use another address.")
    case .unknownReferralCode:
      Problem(invalid: "referral_code", "unknown", "Nobody has this referral code.")
    case .notFound:
      NotFound().problem
    case .lastAdmin:
      Problem(
        .lastAdmin,
        detail: "Nobody else could administer. Make somebody else an administrator first.")
    case .invalidUserCode:
      Problem(
        .invalidUserCode, detail: "It is not one of ours, or was not read whole.",
        fields: [
          FieldError(field: "payload", code: "invalid", message: "This is not a user's code.")
        ])
    case .userCodeExpired:
      Problem(.userCodeExpired, detail: "Have a new one shown.")
    case .userCodeRedeemed:
      Problem(.userCodeRedeemed, detail: "A code counts once. Have a new one shown.")
    case .invalidCredentials, .blocked, .tooManyFailures, .mfaRequired, .invalidChallenge,
      .invalidRefreshToken, .refreshReused, .sessionEnded, .signInTooOld:
      signInProblem
    case .passwordBlank, .passwordTooCommon, .wrongPassword, .passwordRequired, .invalidMailToken,
      .emailIsSet, .emailRequired:
      passwordProblem
    case .invalidIdentityToken, .providerNotConfigured, .providerUnavailable, .identityTaken,
      .lastSignInMethod:
      identityProblem
    case .wrongCode, .secondFactorIsOn, .secondFactorIsOff, .pinNotSet, .wrongPin, .pinLocked,
      .tooManyKeys:
      credentialProblem
    }
  }

  /// Every kind that a refusal is told as. A route throws few of them, and names those.
  public static var kinds: [ProblemKind] {
    [
      .emailTaken, .invalidCredentials, .blocked, .tooManyRequests, .mfaRequired, .invalidMFAToken,
      .invalidRefreshToken, .refreshReused, .recentLoginRequired, .wrongPassword, .invalidToken,
      .emailAlreadySet, .invalidIDToken, .providerNotConfigured, .providerUnavailable,
      .identityTaken, .lastSignInMethod, .wrongCode, .totpEnabled, .totpNotEnabled, .pinNotSet,
      .wrongPin, .pinLocked, .tooManyKeys, .lastAdmin, .invalidUserCode, .userCodeExpired,
      .userCodeRedeemed, .unauthorized, .validation, .notFound,
    ]
  }

  /// About signing in and staying so.
  private var signInProblem: Problem {
    switch self {
    case .blocked:
      Problem(.blocked, detail: "This account has been blocked.")
    case .tooManyFailures(let limit, let seconds):
      Problem(
        .tooManyRequests, detail: "Too many sign-ins failed. Try again later.",
        retryAfterSeconds: Int(seconds),
        headers: [
          ("RateLimit-Limit", "\(limit)"), ("RateLimit-Remaining", "0"),
          ("RateLimit-Reset", "\(seconds)"),
        ])
    case .mfaRequired(let token):
      Problem(
        .mfaRequired, detail: "Send mfa_token and a code of your authenticator to /login/mfa.",
        members: [("mfa_token", token)])
    case .invalidChallenge:
      Problem(.invalidMFAToken, detail: "Sign in again.")
    case .invalidRefreshToken:
      Problem(.invalidRefreshToken, detail: "Sign in again.")
    case .refreshReused:
      Problem(
        .refreshReused, detail: "The session was ended, as its token may be stolen. Sign in again.")
    case .sessionEnded:
      Problem(.unauthorized, detail: "The session has ended. Sign in again.")
    case .signInTooOld:
      Problem(
        .recentLoginRequired, detail: "You signed in too long ago for this. Sign in once more.")
    default:
      Problem(.invalidCredentials, detail: "Check the e-mail address and the password.")
    }
  }

  /// About passwords, and the address that a new one is mailed to.
  private var passwordProblem: Problem {
    switch self {
    // The routes find a weak password out before, with the name of its field.
    case .passwordBlank:
      Problem(invalid: "password", "blank", "A password cannot be made of blanks alone.")
    case .passwordTooCommon:
      Problem(
        invalid: "password", "too_common",
        "This password is among those that are tried first. Choose another.")
    case .passwordRequired:
      Problem(invalid: "password", "required", "Give your password.")
    case .emailRequired:
      Problem(invalid: "email", "required", "The account has no address yet; give one.")
    case .emailIsSet:
      Problem(.emailAlreadySet, detail: "The account has another address already.")
    case .invalidMailToken:
      Problem(
        .invalidToken, detail: "It was used already, or its time has passed. Ask for another.",
        fields: [FieldError(field: "token", code: "invalid", message: "This token is not valid.")])
    default:
      Problem(.wrongPassword, detail: "This is not your present password.")
    }
  }

  /// About identities at providers.
  private var identityProblem: Problem {
    switch self {
    case .providerNotConfigured:
      Problem(
        .providerNotConfigured,
        detail: "Whoever runs this server has not set it up. Sign in in another way.")
    case .providerUnavailable(let seconds):
      Problem(
        .providerUnavailable, detail: "Its keys could not be read. Try again later.",
        retryAfterSeconds: Int(seconds))
    case .identityTaken:
      Problem(.identityTaken, detail: "Sign in with it, and unlink it there first.")
    case .lastSignInMethod:
      Problem(
        .lastSignInMethod, detail: "Set a password or link another identity before you unlink it.")
    default:
      Problem(
        .invalidIDToken,
        detail: "What the provider gave you is not valid here, or not any more. Sign in again.")
    }
  }

  /// About authenticators, PINs and API keys.
  private var credentialProblem: Problem {
    switch self {
    case .wrongCode:
      Problem(.wrongCode, detail: "The code is wrong, was used already, or is of another time.")
    case .secondFactorIsOn:
      Problem(.totpEnabled, detail: "Turn it off before you set up another.")
    case .secondFactorIsOff:
      Problem(.totpNotEnabled, detail: "Set up an authenticator first.")
    case .wrongPin:
      Problem(.wrongPin, detail: "This is not your transaction PIN.")
    case .pinLocked(let seconds):
      Problem(
        .pinLocked, detail: "Too many PINs were wrong. Try again later.",
        retryAfterSeconds: Int(seconds))
    case .tooManyKeys:
      Problem(.tooManyKeys, detail: "Revoke one before you make another.")
    default:
      Problem(.pinNotSet, detail: "Set a transaction PIN first.")
    }
  }
}

extension Problem {
  /// One field is wrong.
  fileprivate init(invalid field: String, _ code: String, _ message: String) {
    self.init(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}
