public import Kernel

/// A movement of value from one account to another. Posted once and never edited: a mistake is
/// undone by a second transfer in the other direction.
public struct Transfer: Sendable, Hashable {
  /// The transfer's id, chosen by the caller so that a retry is recognised as the same transfer.
  public typealias ID = Identifier<Transfer>

  /// The transfer's id.
  public let id: ID
  /// The account that paid.
  public let debit: Side
  /// The account that was paid.
  public let credit: Side
  /// How much moved, 1…10^15 minor units.
  public let amount: Money
  /// What kind of movement it is, in the context's word: `transfer`, `credit`.
  public let kind: String
  /// The payer's words, at most `longestNote` octets of UTF-8, or nil.
  public let note: String?
  /// When it was posted.
  public let postedAt: Instant

  /// How many octets of UTF-8 a note may have: 2,000, so that a line fits into an index of
  /// Postgres, whose rows have at most 2,704.
  public static let longestNote = 2_000

  /// What a transfer did to one of its two accounts.
  public struct Side: Sendable, Hashable {
    /// The account.
    public let account: LedgerAccount.ID
    /// The account's owner.
    public var owner: UInt128 { ownerID.rawValue }
    /// The number of the entry it made in the account.
    public let sequence: Int64
    /// The account's balance after it, in minor units.
    public let balanceAfter: Int64
    private let ownerID: Identifier<AccountTerms>

    /// Makes a side.
    public init(account: LedgerAccount.ID, owner: UInt128, sequence: Int64, balanceAfter: Int64) {
      self.account = account
      self.ownerID = Identifier(rawValue: owner)
      self.sequence = sequence
      self.balanceAfter = balanceAfter
    }
  }

  /// Makes a transfer as it was posted.
  public init(
    id: ID, debit: Side, credit: Side, amount: Money, kind: String, note: String?,
    postedAt: Instant
  ) {
    self.id = id
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.kind = kind
    self.note = note
    self.postedAt = postedAt
  }

  /// Whether `order` asks for what this transfer did.
  public func fulfils(
    _ order: TransferOrder, debit: LedgerAccount.ID, credit: LedgerAccount.ID
  ) -> Bool {
    amount == order.amount && kind == order.kind && note == order.note
      && self.debit.account == debit && self.credit.account == credit
  }
}

/// A wish to move value, before the ledger accepts or refuses it.
public struct TransferOrder: Sendable, Hashable {
  /// Chosen by the caller, so that a retry is recognised as the same transfer.
  public let id: Transfer.ID
  /// Who pays.
  public let debit: AccountReference
  /// Who is paid.
  public let credit: AccountReference
  /// How much.
  public let amount: Money
  /// What kind of movement it is.
  public let kind: String
  /// The payer's words, or nil.
  public let note: String?

  /// Makes an order.
  public init(
    id: Transfer.ID, debit: AccountReference, credit: AccountReference, amount: Money,
    kind: String, note: String? = nil
  ) {
    self.id = id
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.kind = kind
    self.note = note
  }
}

/// How an order names an account.
public enum AccountReference: Sendable, Hashable {
  /// An account that must exist.
  case existing(LedgerAccount.ID)
  /// The account with these terms, opened by the posting when it does not exist yet.
  case opening(AccountTerms)
}

/// Why a transfer was refused, in order of precedence: the first that applies is the answer.
/// A refused id stays refused.
public enum TransferRejection: String, Error, Sendable, CaseIterable {
  /// The amount is zero or negative.
  case amountNotPositive = "amount_not_positive"
  /// The amount is above 10^15 minor units.
  case amountOutOfRange = "amount_out_of_range"
  /// The note has more than `Transfer.longestNote` octets.
  case noteTooLong = "note_too_long"
  /// The two accounts are one.
  case accountsMustDiffer = "accounts_must_differ"
  /// The id was used for a transfer with other terms, or was refused before for another reason.
  case existsWithDifferentTerms = "exists_with_different_terms"
  /// The paying account does not exist.
  case debitAccountNotFound = "debit_account_not_found"
  /// The paid account does not exist.
  case creditAccountNotFound = "credit_account_not_found"
  /// The accounts or the amount are of different units.
  case ledgerMismatch = "ledger_mismatch"
  /// One of the accounts is closed.
  case accountClosed = "account_closed"
  /// The paying account would be overdrawn.
  case exceedsBalance = "exceeds_balance"
  /// A total would pass what 63 bits can count.
  case totalOutOfRange = "total_out_of_range"
}
