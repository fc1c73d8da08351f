public import Ajo
public import Kernel

extension ProblemKind {
  /// 403: it has to be known who the user is.
  static let kycRequired = ProblemKind(
    status: 403, code: "kyc_required", title: "Your identity has to be verified first")
  /// 409: a day's limit is reached.
  static let limitExceeded = ProblemKind(
    status: 409, code: "limit_exceeded", title: "A limit is exceeded")
  /// 409: the provider refuses.
  static let paymentRefused = ProblemKind(
    status: 409, code: "payment_refused", title: "The payment provider refuses")
  /// 503: no such provider is configured.
  static let providerNotConfigured = ProblemKind(
    status: 503, code: "provider_not_configured", title: "The payment provider is not configured")
  /// 503: the provider cannot be asked.
  static let providerUnavailable = ProblemKind(
    status: 503, code: "provider_unavailable", title: "The payment provider cannot be reached")
  /// 409: the wallet is closed.
  static let walletClosed = ProblemKind(
    status: 409, code: "wallet_closed", title: "The wallet is closed")
}

extension LimitRefusal: Refusing {
  /// Which limit, and what it is.
  public var problem: Problem {
    switch self {
    case .depositOutOfRange(let least, let most):
      return Problem(
        .validation,
        fields: [
          FieldError(
            field: "amount", code: "out_of_range",
            message: "A deposit is from \(least) to \(most).")
        ])
    case .identityRequired(let limit):
      return Problem(
        .kycRequired,
        detail: "More than \(limit) \(limit.unit.code) a day need a verified identity.")
    case .dailyLimitExceeded(let limit):
      return Problem(
        .limitExceeded, detail: "The limit is \(limit) \(limit.unit.code) a day.")
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] { [.validation, .kycRequired, .limitExceeded] }
}

extension ProviderUnavailable: Refusing {
  /// 503.
  public var problem: Problem {
    isMissing
      ? Problem(.providerNotConfigured, detail: "This payment provider is not configured.")
      : Problem(
        .providerUnavailable, detail: "Nothing was done. Try again in a minute.",
        retryAfterSeconds: 60)
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] { [.providerNotConfigured, .providerUnavailable] }
}

extension PaymentRefused: Refusing {
  /// 409, with what the provider says.
  public var problem: Problem { Problem(.paymentRefused, detail: message) }

  /// `payment_refused`.
  public static var kinds: [ProblemKind] { [.paymentRefused] }
}
