public import Kernel

/// A charge to begin.
public struct ChargeRequest: Hashable, Sendable {
  /// Its key.
  public let reference: PaymentReference
  /// What is charged; more than nothing.
  public let amount: Money
  /// Where the provider sends its receipt.
  public let email: String
  /// Where the payer's browser goes afterwards; nil for wherever the provider says.
  public let callbackURL: String?

  /// Puts a charge together.
  public init(
    reference: PaymentReference, amount: Money, email: String, callbackURL: String? = nil
  ) {
    self.reference = reference
    self.amount = amount
    self.email = email
    self.callbackURL = callbackURL
  }
}

/// Where a payer approves a charge.
public struct ChargePage: Hashable, Sendable {
  /// The key of the charge.
  public let reference: PaymentReference
  /// The page.
  public let url: String

  /// A page of a charge.
  public init(reference: PaymentReference, url: String) {
    self.reference = reference
    self.url = url
  }
}

/// What became of a charge.
public enum ChargeStatus: Hashable, Sendable {
  /// The provider knows no such charge.
  case unknown
  /// The payer has not approved it yet, or the bank has not answered.
  case pending
  /// It was paid. The amount is the provider's, and may differ from what was asked for.
  case succeeded(Charge)
  /// It was declined, for this reason.
  case failed(String)
  /// The payer has not paid, and left. They may come back: a success may still follow.
  case abandoned
}

/// A charge that was paid.
public struct Charge: Hashable, Sendable {
  /// Its key.
  public let reference: PaymentReference
  /// What was paid.
  public let amount: Money
  /// What the provider calls it; unique with the provider.
  public let providerReference: String
  /// When it was paid, by the provider's clock; nil if the provider does not say.
  public let paidAt: Instant?
  /// How the payer can be charged again; nil if they cannot.
  public let card: CardAuthorization?

  /// A charge that was paid.
  public init(
    reference: PaymentReference, amount: Money, providerReference: String, paidAt: Instant? = nil,
    card: CardAuthorization? = nil
  ) {
    self.reference = reference
    self.amount = amount
    self.providerReference = providerReference
    self.paidAt = paidAt
    self.card = card
  }
}

/// The right to charge a card again. Its token is as good as money: it is sealed where it is kept,
/// and never shown.
public struct CardAuthorization: Hashable, Sendable {
  /// What the provider takes for the card.
  public let token: String
  /// Tells a card from others, whatever its tokens; nil if the provider does not say.
  public let signature: String?
  /// `visa`, `mastercard`, `verve` …, in lower case.
  public let brand: String
  /// The last four digits.
  public let lastFour: String
  /// The month in which it expires, 1–12.
  public let expiryMonth: Int
  /// The year in which it expires, with four digits.
  public let expiryYear: Int
  /// The address that the provider ties it to: charges have to name it.
  public let email: String

  /// The right to charge a card.
  public init(
    token: String, signature: String?, brand: String, lastFour: String, expiryMonth: Int,
    expiryYear: Int, email: String
  ) {
    self.token = token
    self.signature = signature
    self.brand = brand
    self.lastFour = lastFour
    self.expiryMonth = expiryMonth
    self.expiryYear = expiryYear
    self.email = email
  }
}

extension CardAuthorization: CustomStringConvertible {
  /// The card without its token, for logs.
  public var description: String { "\(brand) …\(lastFour)" }
}
