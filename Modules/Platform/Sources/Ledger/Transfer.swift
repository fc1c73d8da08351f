public import Kernel

/// A step of a movement of value from one account to another: the whole of it at once, a hold, or
/// what ends a hold. Written once and never edited: a mistake is undone by a second transfer in the
/// other direction.
public struct Transfer: Sendable, Hashable {
  /// The transfer's id, chosen by the caller so that a retry is recognised as the same transfer.
  public typealias ID = Identifier<Transfer>

  /// The transfer's id.
  public let id: ID
  /// What it did.
  public let step: Step
  /// The account that pays.
  public let debit: Side
  /// The account that is paid.
  public let credit: Side
  /// How much it moved, held or released, 1…10^15 minor units. Settling less than was held
  /// releases the rest; here stands what was moved.
  public let amount: Money
  /// What kind of transfer it is, in the context's word: `transfer`, `credit`.
  public let kind: String
  /// The payer's words, at most `longestNote` octets of UTF-8, or nil.
  public let note: String?
  /// When it was written.
  public let postedAt: Instant

  /// How many octets of UTF-8 a note may have: 2,000, so that a line fits into an index of
  /// Postgres, whose rows have at most 2,704.
  public static let longestNote = 2_000

  /// What a transfer did.
  public enum Step: Sendable, Hashable {
    /// Moved its amount at once.
    case post
    /// Held its amount: the payer cannot spend it, and the payee does not have it yet. From the
    /// deadline on, if there is one, nothing but `expire` ends it.
    case hold(until: Instant?)
    /// Moved its amount out of a hold, and released the rest of it.
    case settle(of: Transfer.ID)
    /// Released a hold.
    case void(of: Transfer.ID)
    /// Released a hold whose deadline had passed.
    case expire(of: Transfer.ID)

    /// The hold that it ended, or nil.
    public var hold: Transfer.ID? {
      switch self {
      case .post, .hold: nil
      case .settle(of: let hold), .void(of: let hold), .expire(of: let hold): hold
      }
    }

    /// Whether it moved value, and so made an entry in both accounts' books.
    public var makesEntries: Bool {
      switch self {
      case .post, .settle: true
      case .hold, .void, .expire: false
      }
    }
  }

  /// One of a transfer's two accounts, as the transfer left it.
  public struct Side: Sendable, Hashable {
    /// The account.
    public let account: LedgerAccount.ID
    /// The account's owner.
    public let owner: Owner
    /// The number of the entry it made in the account; of a step that makes none, the number of the
    /// account's latest entry before it.
    public let sequence: Int64
    /// The account's balance after it, in minor units.
    public let balanceAfter: Int64

    /// Makes a side.
    public init(account: LedgerAccount.ID, owner: Owner, sequence: Int64, balanceAfter: Int64) {
      self.account = account
      self.owner = owner
      self.sequence = sequence
      self.balanceAfter = balanceAfter
    }
  }

  /// Makes a transfer as it was written.
  public init(
    id: ID, step: Step = .post, debit: Side, credit: Side, amount: Money, kind: String,
    note: String?, postedAt: Instant
  ) {
    self.id = id
    self.step = step
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.kind = kind
    self.note = note
    self.postedAt = postedAt
  }
}

extension Transfer {
  /// Whether `order` asks for what this transfer did.
  /// - Parameters:
  ///   - debit: the account that its debit reference stands for.
  ///   - credit: likewise for its credit reference.
  ///   - hold: the hold that this transfer ended, if it ended one.
  public func fulfils(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?,
    hold: Transfer? = nil
  ) -> Bool {
    switch (step, order.step) {
    case (.post, .post):
      return isWhole(order, debit: debit, credit: credit)
    case (.hold(let until), .hold(let wanted)):
      return until == wanted && isWhole(order, debit: debit, credit: credit)
    case (.settle(let ended), .settle(let wanted, let amount)):
      return ended == wanted && self.amount == amount ?? hold?.amount
        && agrees(with: order, debit: debit, credit: credit, on: hold)
    case (.void(let ended), .void(let wanted)), (.expire(let ended), .expire(let wanted)):
      return ended == wanted && agrees(with: order, debit: debit, credit: credit, on: hold)
    default:
      return false
    }
  }

  private func isWhole(
    _ order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?
  ) -> Bool {
    amount == order.amount && kind == order.kind && note == order.note
      && self.debit.account == debit && self.credit.account == credit
  }

  /// Whether the order is right in all that it says of the hold.
  private func agrees(
    with order: TransferOrder, debit: LedgerAccount.ID?, credit: LedgerAccount.ID?,
    on hold: Transfer?
  ) -> Bool {
    (order.debit == .ofHold || self.debit.account == debit)
      && (order.credit == .ofHold || self.credit.account == credit)
      && order.kind.map { $0 == kind } ?? true
      && order.amount.map { $0 == hold?.amount } ?? true
      && note == order.note ?? hold?.note
  }
}
