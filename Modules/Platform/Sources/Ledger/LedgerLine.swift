public import Kernel

/// A line of an account's book as its owner reads it. What ties it to its chain, which only whoever
/// checks the book has to read, is around it (`LedgerEntry`).
public struct LedgerLine: Sendable, Hashable {
  /// Its number in the account, from 1, without gaps.
  public let sequence: Int64
  /// The transfer that made it.
  public let transfer: Transfer.ID
  /// What it did to the balance: positive for a credit, negative for a debit, minor units.
  public let amount: Int64
  /// The account's balance after it, minor units.
  public let balanceAfter: Int64
  /// The owner of the transfer's other account.
  public let counterparty: Owner
  /// The transfer's kind.
  public let kind: String
  /// The transfer's note, or nil.
  public let note: String?
  /// When it was posted.
  public let postedAt: Instant

  /// Makes a line as it was read from a store.
  public init(
    sequence: Int64, transfer: Transfer.ID, amount: Int64, balanceAfter: Int64,
    counterparty: Owner, kind: String, note: String?, postedAt: Instant
  ) {
    self.sequence = sequence
    self.transfer = transfer
    self.amount = amount
    self.balanceAfter = balanceAfter
    self.counterparty = counterparty
    self.kind = kind
    self.note = note
    self.postedAt = postedAt
  }
}
