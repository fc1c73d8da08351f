public import Auth
public import Kernel

extension Password.Weakness: Refusing {
  /// 422. The routes find a weak password out before, with the name of its field.
  public var problem: Problem { Problem(invalid: "password", code, message) }

  /// What clients and the command line know it by.
  private var code: String {
    switch self {
    case .control: "invalid"
    case .blank: "blank"
    case .common: "too_common"
    }
  }

  /// What is wrong, for people.
  var message: String {
    switch self {
    case .control: "A password cannot have control characters, such as line ends and tabs."
    case .blank: "A password cannot be made of blanks alone."
    case .common: "This password is among those that are tried first. Choose another."
    }
  }
}

extension InvalidMailToken: Refusing {
  /// 422, with the field.
  public var problem: Problem {
    Problem(
      .invalidToken, detail: "It was used already, or its time has passed. Ask for another.",
      fields: [FieldError(field: "token", code: "invalid", message: "This token is not valid.")])
  }
}

extension VerificationRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .emailIsSet:
      Problem(.emailAlreadySet, detail: "The account has another address already.")
    case .emailRequired:
      Problem(invalid: "email", "required", "The account has no address yet; give one.")
    }
  }
}

extension WrongCode: Refusing {
  /// 403: the user is signed in.
  public var problem: Problem {
    Problem(.wrongCode, detail: "The code is wrong, was used already, or is of another time.")
  }
}

extension SecondFactorIsOn: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.totpEnabled, detail: "Turn it off before you set up another.")
  }
}

extension SecondFactorIsOff: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.totpNotEnabled, detail: "Set up an authenticator first.")
  }
}

extension TooManyKeys: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.tooManyKeys, detail: "Revoke one before you make another.")
  }
}

extension PinRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .notSet:
      Problem(.pinNotSet, detail: "Set a transaction PIN first.")
    case .wrong:
      Problem(.wrongPin, detail: "This is not your transaction PIN.")
    case .locked(let seconds):
      Problem(
        .pinLocked, detail: "Too many PINs were wrong. Try again later.",
        retryAfterSeconds: Int(seconds))
    }
  }

  /// `pin_not_set`, `wrong_pin` and `pin_locked`.
  public static var kinds: [ProblemKind] { [.pinNotSet, .wrongPin, .pinLocked] }
}
