public import Kernel

/// A step that the ledger is asked to take, and accepts or refuses.
public struct TransferOrder: Sendable, Hashable {
  /// Chosen by the caller, so that a retry is recognised as the same transfer.
  public let id: Transfer.ID
  /// What is wanted.
  public let step: Step
  /// Who pays.
  public let debit: AccountReference
  /// Who is paid.
  public let credit: AccountReference
  /// How much is moved or held. Of an order that ends a hold: how much the hold is of, or nil to
  /// take it as it is.
  public let amount: Money?
  /// What kind of transfer it is. Of an order that ends a hold: the hold's kind, or nil to take it
  /// as it is.
  public let kind: String?
  /// The payer's words, or nil. A transfer that ends a hold has the hold's unless the order brings
  /// its own.
  public let note: String?

  /// What an order wants.
  public enum Step: Sendable, Hashable {
    /// Move the amount at once.
    case post
    /// Hold the amount until it is settled or voided, or until the deadline; refused where the
    /// payer does not have it.
    case hold(until: Instant?)
    /// Move `amount` out of a hold, from 1 minor unit up to what is held, and release the rest; nil
    /// moves all of it. A hold is settled once.
    case settle(of: Transfer.ID, amount: Money?)
    /// Release a hold.
    case void(of: Transfer.ID)
    /// Release a hold whose deadline has passed.
    case expire(of: Transfer.ID)

    /// The hold that it would end, or nil.
    public var hold: Transfer.ID? {
      switch self {
      case .post, .hold: nil
      case .settle(of: let hold, amount: _), .void(of: let hold), .expire(of: let hold): hold
      }
    }
  }

  /// Makes an order that says everything. One that ends a hold is refused where what it says is
  /// not so of the hold.
  public init(
    id: Transfer.ID, step: Step = .post, debit: AccountReference, credit: AccountReference,
    amount: Money, kind: String, note: String? = nil
  ) {
    self.id = id
    self.step = step
    self.debit = debit
    self.credit = credit
    self.amount = amount
    self.kind = kind
    self.note = note
  }

  /// Makes an order that ends a hold, whatever its accounts, amount and kind are.
  /// - Parameter step: settle, void or expire. Another is refused, as it names no amount.
  public init(id: Transfer.ID, ending step: Step, note: String? = nil) {
    self.id = id
    self.step = step
    debit = .ofHold
    credit = .ofHold
    amount = nil
    kind = nil
    self.note = note
  }

  /// How much would be moved or held, as far as the order says so.
  var wanted: Money? {
    switch step {
    case .post, .hold: amount
    case .settle(of: _, amount: let amount): amount
    case .void, .expire: nil
    }
  }
}

/// How an order names an account.
public enum AccountReference: Sendable, Hashable {
  /// An account that must exist.
  case existing(LedgerAccount.ID)
  /// The account with these terms, opened by the posting when it does not exist yet.
  case opening(AccountTerms)
  /// The account of the hold that the order ends, whichever it is.
  case ofHold
}
