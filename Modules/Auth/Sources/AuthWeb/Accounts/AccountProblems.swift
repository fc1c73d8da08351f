public import Auth
public import Kernel

extension EmailTaken: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.emailTaken, detail: "Sign in, or use another address.")
  }
}

extension UnknownReferralCode: Refusing {
  /// 422, with the field.
  public var problem: Problem {
    Problem(invalid: "referral_code", "unknown", "Nobody has this referral code.")
  }
}

extension LastAdministrator: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(
      .lastAdmin,
      detail: "Nobody else could administer. Make somebody else an administrator first.")
  }
}

extension UserCodeRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .invalid:
      Problem(
        .invalidUserCode, detail: "It is not one of ours, or was not read whole.",
        fields: [
          FieldError(field: "payload", code: "invalid", message: "This is not a user's code.")
        ])
    case .expired:
      Problem(.userCodeExpired, detail: "Have a new one shown.")
    case .redeemed:
      Problem(.userCodeRedeemed, detail: "A code counts once. Have a new one shown.")
    }
  }
}
