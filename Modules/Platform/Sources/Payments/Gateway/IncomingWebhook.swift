/// A provider's request as it came.
public struct IncomingWebhook: Hashable, Sendable {
  /// The fields of its head whose names matter to a provider, in lower case.
  public let headers: [String: String]
  /// Its body, octet for octet: signatures are over these.
  public let body: [UInt8]

  /// A request as it came.
  public init(headers: [String: String], body: [UInt8]) {
    self.headers = headers
    self.body = body
  }
}

/// Why a provider's request counts for nothing, in order of precedence.
public enum IncomingWebhookRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// The provider is not configured: nothing can be verified.
  case notConfigured = "not_configured"
  /// The signature is missing or wrong.
  case badSignature = "bad_signature"
  /// The signature is right, and the body is nothing that the provider documents.
  case malformed
}

/// What a provider says happened. The same may be told more than once, and late.
public struct PaymentEvent: Hashable, Sendable {
  /// What something happened to, and what became of it.
  public enum Outcome: Hashable, Sendable {
    /// A charge.
    case charge(ChargeStatus)
    /// A payout.
    case payout(PayoutStatus)
    /// A refund, whoever asked for it.
    case refund(RefundStatus)
    /// Money of a charge that went back, or may, without our having asked for it: a dispute.
    case takenBack(TakenBack)
  }

  /// Who says so.
  public let provider: PaymentProvider
  /// The provider's name for what happened: `charge.success`.
  public let type: String
  /// The key that it bears: of a refund, that of the charge that is given back.
  public let reference: PaymentReference
  /// What became of it.
  public let outcome: Outcome
  /// Whether the request vouches for its body. If not, the provider is asked before anything is
  /// believed.
  public let isVouchedFor: Bool
  /// What a refund that went through took back, for whoever did not ask for it; nil for other
  /// events, and where the provider does not tell.
  public let refunded: TakenBack?

  /// An event.
  public init(
    provider: PaymentProvider, type: String, reference: PaymentReference, outcome: Outcome,
    isVouchedFor: Bool = true, refunded: TakenBack? = nil
  ) {
    self.refunded = refunded
    self.provider = provider
    self.type = type
    self.reference = reference
    self.outcome = outcome
    self.isVouchedFor = isVouchedFor
  }
}
