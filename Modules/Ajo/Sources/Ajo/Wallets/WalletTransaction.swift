public import Kernel
public import Ledger

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
  }

  /// The transfer's id.
  public let id: Transfer.ID
  /// Its number in the wallet, from 1.
  public let sequence: Int64
  /// The kind of entry.
  public let kind: String
  /// Which way.
  public let direction: Direction
  /// How much, always positive.
  public let amount: Money
  /// The other user, or nil when the money came from or went to the outside.
  public let counterparty: UserID?
  /// The sender's words.
  public let note: String?
  /// When it was posted.
  public let createdAt: Instant
  /// The wallet's balance after it.
  public let balanceAfter: Money

  /// The entry as a line of the wallet's book shows it.
  public init(_ line: LedgerLine, currency: Unit) {
    id = line.transfer
    sequence = line.sequence
    kind = line.kind
    direction = line.amount < 0 ? .debit : .credit
    // An entry is at most 10^15 minor units, so its magnitude always fits.
    amount = Money(minorUnits: abs(line.amount), unit: currency)
    counterparty = line.counterparty.userID
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
    kind = transfer.kind
    self.direction = direction
    amount = transfer.amount
    counterparty = other.owner.userID
    note = transfer.note
    createdAt = transfer.postedAt
    balanceAfter = Money(minorUnits: side.balanceAfter, unit: transfer.amount.unit)
  }
}
