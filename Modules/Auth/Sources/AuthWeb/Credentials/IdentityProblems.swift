public import Auth
public import Kernel

extension ProviderRefusal: Refusing {
  /// How the refusal is told to the client.
  public var problem: Problem {
    switch self {
    case .invalidProof:
      Problem(
        .invalidIDToken,
        detail: "What the provider gave you is not valid here, or not any more. Sign in again.")
    case .notConfigured:
      Problem(
        .providerNotConfigured,
        detail: "Whoever runs this server has not set it up. Sign in in another way.")
    case .unavailable(let seconds):
      Problem(
        .providerUnavailable, detail: "Its keys could not be read. Try again later.",
        retryAfterSeconds: Int(seconds))
    }
  }

  /// `invalid_id_token`, `provider_not_configured` and `provider_unavailable`.
  public static var kinds: [ProblemKind] {
    [.invalidIDToken, .providerNotConfigured, .providerUnavailable]
  }
}

extension IdentityTaken: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(.identityTaken, detail: "Sign in with it, and unlink it there first.")
  }
}

extension LastSignInMethod: Refusing {
  /// 409.
  public var problem: Problem {
    Problem(
      .lastSignInMethod,
      detail: "Set a password or link another identity before you unlink it.")
  }
}
