public import Kernel

/// Money to send to a bank account.
public struct PayoutRequest: Hashable, Sendable {
  /// Its key.
  public let reference: PaymentReference
  /// What is sent; more than nothing.
  public let amount: Money
  /// Where to.
  public let account: BankAccount
  /// Whose account it is.
  public let accountName: String
  /// What the payee reads, at most 100 characters.
  public let reason: String

  /// Puts a payout together.
  public init(
    reference: PaymentReference, amount: Money, account: BankAccount, accountName: String,
    reason: String
  ) {
    self.reference = reference
    self.amount = amount
    self.account = account
    self.accountName = accountName
    self.reason = reason
  }
}

/// What became of a payout.
public enum PayoutStatus: Hashable, Sendable {
  /// The provider knows no such payout: asked for some time after it was to be sent, it was not.
  case unknown
  /// It is under way.
  case pending
  /// The money arrived.
  case paid(Payout)
  /// The money never left, for this reason.
  case failed(String)
  /// The money left and came back, for this reason.
  case reversed(String)
}

/// A payout that arrived.
public struct Payout: Hashable, Sendable {
  /// Its key.
  public let reference: PaymentReference
  /// What was sent, without the provider's fee.
  public let amount: Money
  /// What the provider calls it; unique with the provider.
  public let providerReference: String

  /// A payout that arrived.
  public init(reference: PaymentReference, amount: Money, providerReference: String) {
    self.reference = reference
    self.amount = amount
    self.providerReference = providerReference
  }
}

/// A bank that money can be sent to.
public struct Bank: Hashable, Sendable {
  /// What the country's banks call it: `058`.
  public let code: String
  /// Its name.
  public let name: String

  /// A bank.
  public init(code: String, name: String) {
    self.code = code
    self.name = name
  }
}

/// An account with a bank.
public struct BankAccount: Hashable, Sendable {
  /// The bank's code.
  public let bankCode: String
  /// The account's number; in Nigeria ten digits.
  public let number: String

  /// An account.
  public init(bankCode: String, number: String) {
    self.bankCode = bankCode
    self.number = number
  }
}

/// Whose account it is, as the bank tells.
public struct AccountName: Hashable, Sendable {
  /// The name, as the bank writes it.
  public let text: String

  /// A name.
  public init(_ text: String) { self.text = text }
}
