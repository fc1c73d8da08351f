public import Events
import Kernel
import Payments
import Work

/// The events of money that comes in and goes out, for the catalogue. Their types and the members
/// of their data never change.
public let paymentEvents = [
  EventDeclaration(
    "ajo.deposit.succeeded",
    "A deposit was credited. The data has its id, user_id, amount, currency and reference."),
  EventDeclaration(
    "ajo.deposit.failed",
    "A deposit was declined. The data has its id, user_id, amount, currency and reference."),
  EventDeclaration(
    "ajo.deposit.mismatch",
    "A deposit waits for a person. The data has its id, user_id, amount, currency and reference."),
  EventDeclaration(
    "ajo.deposit.taken_back",
    """
    The provider took back money of a deposit. The data has its id, user_id, amount (what was \
    taken), currency and reference.
    """),
  EventDeclaration(
    "ajo.withdrawal.paid",
    "A withdrawal arrived. The data has its id, user_id, amount, currency and reference."),
  EventDeclaration(
    "ajo.withdrawal.returned",
    "A withdrawal came back. The data has its id, user_id, amount, currency and reference."),
  EventDeclaration(
    "ajo.kyc.changed",
    "It became known, or unknown, who a user is. The data has user_id and status."),
]

extension Event {
  /// `ajo.deposit.succeeded`
  static func depositSucceeded(_ deposit: Deposit) -> Event { .of(deposit, "succeeded") }
  /// `ajo.deposit.failed`
  static func depositFailed(_ deposit: Deposit) -> Event { .of(deposit, "failed") }
  /// `ajo.deposit.mismatch`
  static func depositMismatch(_ deposit: Deposit) -> Event { .of(deposit, "mismatch") }
  /// `ajo.deposit.taken_back`
  static func depositTakenBack(_ deposit: Deposit, _ amount: Money) -> Event {
    .of(deposit, "taken_back", amount)
  }
  /// `ajo.withdrawal.paid`
  static func withdrawalPaid(_ withdrawal: Withdrawal) -> Event { .of(withdrawal, "paid") }
  /// `ajo.withdrawal.returned`
  static func withdrawalReturned(_ withdrawal: Withdrawal) -> Event { .of(withdrawal, "returned") }

  /// `ajo.kyc.changed`
  static func identityChanged(_ customer: Customer) -> Event {
    Event(
      "ajo.kyc.changed", of: "kyc:\(customer.userID)", topics: [TopicName.user(customer.userID)],
      data: IdentityNews(user_id: "\(customer.userID)", status: customer.status.rawValue))
  }

  private static func of(_ deposit: Deposit, _ what: String, _ amount: Money? = nil) -> Event {
    Event(
      "ajo.deposit.\(what)", of: "deposit:\(deposit.id)", topics: [TopicName.user(deposit.userID)],
      data: PaymentEventNews(
        id: "\(deposit.id)", user: deposit.userID, amount ?? deposit.amount,
        deposit.reference.text))
  }

  private static func of(_ withdrawal: Withdrawal, _ what: String) -> Event {
    Event(
      "ajo.withdrawal.\(what)", of: "withdrawal:\(withdrawal.id)",
      topics: [TopicName.user(withdrawal.userID)],
      data: PaymentEventNews(
        id: "\(withdrawal.id)", user: withdrawal.userID, withdrawal.amount,
        withdrawal.reference.text))
  }
}

/// What an event tells of money that came in or went out.
private struct PaymentEventNews: Encodable, Sendable {
  let id: String
  let user_id: String
  let amount: String
  let currency: String
  let reference: String

  init(id: String, user: UserID, _ amount: Money, _ reference: String) {
    self.id = id
    user_id = "\(user)"
    self.amount = "\(amount)"
    currency = amount.unit.code
    self.reference = reference
  }
}

/// What an event tells of what is known of a user.
private struct IdentityNews: Encodable, Sendable {
  let user_id: String
  let status: String
}
