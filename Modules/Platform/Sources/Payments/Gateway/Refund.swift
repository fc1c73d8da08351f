public import Kernel

/// A charge to give back, whole or in part.
public struct RefundRequest: Hashable, Sendable {
  /// Its key.
  public let reference: PaymentReference
  /// The charge that is given back.
  public let charge: PaymentReference
  /// What the provider calls that charge.
  public let providerReference: String
  /// What is given back; more than nothing, at most the charge.
  public let amount: Money
  /// Why, for whoever reads the provider's books.
  public let reason: String

  /// Puts a refund together.
  public init(
    reference: PaymentReference, charge: PaymentReference, providerReference: String,
    amount: Money, reason: String
  ) {
    self.reference = reference
    self.charge = charge
    self.providerReference = providerReference
    self.amount = amount
    self.reason = reason
  }
}

/// What became of a refund.
public enum RefundStatus: Hashable, Sendable {
  /// The provider knows no such refund.
  case unknown
  /// It is under way.
  case pending
  /// The money went back.
  case succeeded
  /// It did not, for this reason.
  case failed(String)
}

/// Money that a provider says it moved for us on a day.
public struct Settlement: Hashable, Sendable {
  /// Which way it moved.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A charge: towards us.
    case charge
    /// A payout: away from us.
    case payout
  }

  /// Which way it moved.
  public let kind: Kind
  /// The key; nil if the provider's is none of ours.
  public let reference: PaymentReference?
  /// What the provider calls it.
  public let providerReference: String
  /// How much it was.
  public let amount: Money
  /// When, by the provider's clock.
  public let at: Instant

  /// A movement.
  public init(
    kind: Kind, reference: PaymentReference?, providerReference: String, amount: Money,
    at: Instant
  ) {
    self.kind = kind
    self.reference = reference
    self.providerReference = providerReference
    self.amount = amount
    self.at = at
  }
}
