public import Auth
public import Kernel

extension InvalidCredentials: Refusing {
  /// 401, whichever of the two is wrong.
  public var problem: Problem {
    Problem(.invalidCredentials, detail: "Check the e-mail address and the password.")
  }
}

extension SignInRefusal: Refusing {
  /// How the refusal is told to the client. The token of a challenge is a member.
  public var problem: Problem {
    switch self {
    case .blocked:
      .accountBlocked
    case .mfaRequired(let token):
      Problem(
        .mfaRequired, detail: "Send mfa_token and a code of your authenticator to /login/mfa.",
        members: [("mfa_token", token)])
    }
  }

  /// `blocked` and `mfa_required`.
  public static var kinds: [ProblemKind] { [.blocked, .mfaRequired] }
}

extension ChallengeRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .invalid: Problem(.invalidMFAToken, detail: "Sign in again.")
    case .blocked: .accountBlocked
    }
  }
}

extension RefreshRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .invalid:
      Problem(.invalidRefreshToken, detail: "Sign in again.")
    case .reused:
      Problem(
        .refreshReused, detail: "The session was ended, as its token may be stolen. Sign in again.")
    }
  }
}

extension TooManyFailures: Refusing {
  /// 429, with the limit in the header.
  public var problem: Problem {
    Problem(
      .tooManyRequests, detail: "Too many sign-ins failed. Try again later.",
      retryAfterSeconds: Int(retryAfter),
      headers: [
        ("RateLimit-Limit", "\(limit)"), ("RateLimit-Remaining", "0"),
        ("RateLimit-Reset", "\(retryAfter)"),
      ])
  }

  /// `too_many_requests`.
  public static var kinds: [ProblemKind] { [.tooManyRequests] }
}

extension Problem {
  fileprivate static var accountBlocked: Problem {
    Problem(.blocked, detail: "This account has been blocked.")
  }

  /// One field is wrong.
  init(invalid field: String, _ code: String, _ message: String) {
    self.init(.validation, fields: [FieldError(field: field, code: code, message: message)])
  }
}
