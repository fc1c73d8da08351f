public import Kernel
public import Ledger
import Payments

/// One entry in a wallet, as its owner sees it.
public struct WalletTransaction: Sendable, Hashable {
  /// Which way the money went.
  public enum Direction: String, Sendable, CaseIterable {
    /// Into the wallet.
    case credit
    /// Out of it.
    case debit
  }

  /// What kind of entry it is; the ledger keeps the word.
  public enum Kind: String, Sendable, CaseIterable {
    /// From one user to another.
    case transfer
    /// Put in by an operator.
    case credit
    /// Taken out by an operator.
    case debit
    /// Paid in by way of a payment provider.
    case deposit
    /// Taken out to a bank account, or the fee for that.
    case withdrawal
    /// Undoes another entry.
    case reversal
    /// Paid for something of another context.
    case charge
    /// Given back by a circle or by another context.
    case refund
  }

  /// Whether the money has moved.
  public enum Status: String, Sendable, CaseIterable {
    /// It is held.
    case pending
    /// It has moved.
    case completed
    /// It was held, and is not any more.
    case voided
  }

  /// The transfer's id.
  public let id: Transfer.ID
  /// Its number in the wallet, from 1; of one without an entry that of the entry before it.
  public let sequence: Int64
  /// Where it stands in the wallet's book.
  public let place: EntryPlace
  /// Whether the money has moved.
  public let status: Status
  /// The kind of entry.
  public let kind: String
  /// Which way.
  public let direction: Direction
  /// How much, always positive.
  public let amount: Money
  /// Who is on the other side; the house where the money came from or went to the outside.
  public let party: Owner
  /// What they are called, as far as it was looked up.
  public private(set) var partyName: String?
  /// The other user, or nil when it is none.
  public var counterparty: UserID? { party.userID }
  /// The sender's words.
  public let note: String?
  /// When it was posted.
  public let createdAt: Instant
  /// The wallet's balance after it.
  public let balanceAfter: Money
  /// The key that others know it by: of a deposit or withdrawal the provider's, of a reversal the
  /// id of what it undoes, and otherwise the transfer's id.
  public private(set) var reference: String
  /// The circle that it belongs to; nil for none.
  public private(set) var circleID: Circle.ID?
  /// The circle's cycle that it belongs to; nil for none.
  public private(set) var cycle: Int?

  /// The entry as a line of the wallet's book shows it.
  public init(_ line: LedgerLine, currency: Unit) {
    id = line.transfer
    sequence = line.sequence
    place = EntryPlace(sequence: line.sequence)
    status = .completed
    reference = "\(line.transfer)"
    kind = line.kind
    direction = line.amount < 0 ? .debit : .credit
    // An entry is at most 10^15 minor units, so its magnitude always fits.
    amount = Money(minorUnits: abs(line.amount), unit: currency)
    party = line.counterparty
    note = line.note
    createdAt = line.postedAt
    balanceAfter = Money(minorUnits: line.balanceAfter, unit: currency)
  }

  /// The entry as the payer's side of a transfer.
  public init(paid transfer: Transfer) {
    self.init(transfer, transfer.debit, .debit, against: transfer.credit)
  }

  /// The entry as the payee's side of a transfer.
  public init(received transfer: Transfer) {
    self.init(transfer, transfer.credit, .credit, against: transfer.debit)
  }

  private init(
    _ transfer: Transfer, _ side: Transfer.Side, _ direction: Direction,
    against other: Transfer.Side
  ) {
    id = transfer.id
    sequence = side.sequence
    place = EntryPlace(sequence: side.sequence)
    status = .completed
    reference = "\(transfer.id)"
    kind = transfer.kind
    self.direction = direction
    amount = transfer.amount
    party = other.owner
    note = transfer.note
    createdAt = transfer.postedAt
    balanceAfter = Money(minorUnits: side.balanceAfter, unit: transfer.amount.unit)
  }

  /// A withdrawal that has no entry, and what it costs if it costs anything, newest first.
  public static func unposted(_ withdrawal: Withdrawal) -> [WalletTransaction] {
    let payment = WalletTransaction(withdrawal, isFee: false)
    return withdrawal.hasFee ? [WalletTransaction(withdrawal, isFee: true), payment] : [payment]
  }

  /// A withdrawal or its fee without an entry: the money is held, or came back. A fee stands after
  /// what it is for, as their entries will.
  private init(_ withdrawal: Withdrawal, isFee: Bool) {
    id = isFee ? withdrawal.transfers.feePayment : withdrawal.transfers.payment
    sequence = withdrawal.place.sequence
    place = EntryPlace(
      sequence: withdrawal.place.sequence,
      unposted: Identifier(rawValue: withdrawal.id.rawValue &+ (isFee ? 1 : 0)))
    status = withdrawal.isUnderWay ? .pending : .voided
    reference = withdrawal.reference.text
    kind = Kind.withdrawal.rawValue
    direction = .debit
    amount = isFee ? withdrawal.fee : withdrawal.amount
    party = .house
    note = isFee ? Withdrawal.feeNote : nil
    createdAt = withdrawal.createdAt
    balanceAfter = withdrawal.place.balance
  }

  /// Whether it is between the wallets of a user and somebody else, of which there are no details:
  /// what a host pledges is a transfer to themselves. Most entries are such.
  func isPlainTransfer(of user: UserID) -> Bool {
    guard kind == Kind.transfer.rawValue, let counterparty else { return false }
    return counterparty != user
  }

  /// The entry with its details, where there are any.
  func with(_ details: EntryDetails?) -> WalletTransaction {
    guard let details else { return self }
    var copy = self
    copy.reference = details.reference ?? reference
    copy.circleID = details.circleID
    copy.cycle = details.cycle
    copy.partyName = party.kind == .circle ? details.circleName : nil
    return copy
  }
}
