public import Kernel
public import Ledger
public import Payments
import Ports

/// Money that a user takes out of their wallet to a bank account.
///
/// It is held at once. It ends once: paid, which settles the hold, or returned, which releases it.
/// Money that comes back after it was paid is given back as a transfer of its own.
public struct Withdrawal: Hashable, Sendable {
  /// The withdrawal's id.
  public typealias ID = Identifier<Withdrawal>

  /// What became of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// The money is held, and no provider knows of it: it can be cancelled.
    case held
    /// The provider was asked, or is about to be.
    case submitted
    /// The money arrived.
    case paid
    /// The money is in the wallet again.
    case returned
  }

  /// Why it was returned.
  public enum Return: String, Hashable, Sendable, CaseIterable {
    /// Its user cancelled it.
    case cancelled
    /// The provider or the bank refused it.
    case failed
    /// The bank sent the money back.
    case reversed
    /// An administrator returned it.
    case administrator
  }

  /// The transfers on the ledger that it is made of.
  public struct Transfers: Hashable, Sendable {
    /// The hold of the amount.
    public let hold: Transfer.ID
    /// What settles it: the entry that the user sees has this id from the beginning.
    public let payment: Transfer.ID
    /// The hold of the fee; not used without a fee.
    public let feeHold: Transfer.ID
    /// What settles that.
    public let feePayment: Transfer.ID

    /// Transfers with these ids.
    public init(
      hold: Transfer.ID, payment: Transfer.ID, feeHold: Transfer.ID, feePayment: Transfer.ID
    ) {
      self.hold = hold
      self.payment = payment
      self.feeHold = feeHold
      self.feePayment = feePayment
    }
  }

  /// Where a withdrawal that has no entry yet stands in the wallet's book.
  public struct Place: Hashable, Sendable {
    /// The number of the wallet's latest entry when it was held.
    public let sequence: Int64
    /// The wallet's balance then.
    public let balance: Money

    /// A place.
    public init(sequence: Int64, balance: Money) {
      self.sequence = sequence
      self.balance = balance
    }
  }

  /// The withdrawal's id.
  public let id: ID
  /// Whose wallet it leaves.
  public let userID: UserID
  /// The linked bank account that it goes to.
  public let bankID: LinkedBank.ID
  /// By way of whom.
  public let provider: PaymentProvider
  /// The key under which the provider knows it.
  public let reference: PaymentReference
  /// What is sent.
  public let amount: Money
  /// What it costs besides; may be nothing.
  public let fee: Money
  /// Its transfers.
  public let transfers: Transfers
  /// Where it stands in the wallet's book until it has an entry.
  public internal(set) var place: Place
  /// When it was held, in business time.
  public let createdAt: Instant

  /// What became of it.
  public internal(set) var state: State
  /// Why it was returned; nil unless it was.
  public internal(set) var returned: Return?
  /// What the provider or the administrator says about it.
  public internal(set) var reason: String?
  /// What the provider calls it; nil until it was paid.
  public internal(set) var providerReference: String?
  /// When the provider was to be asked first, in business time.
  public internal(set) var submittedAt: Instant?
  /// When the provider was asked last, by the machine's clock.
  public internal(set) var attemptedAt: Instant?
  /// When it was paid, in business time.
  public internal(set) var paidAt: Instant?
  /// When it came to an end, in business time; nil while it is under way.
  public internal(set) var endedAt: Instant?
  /// How often it was changed, from 1.
  public internal(set) var version: Int64

  /// A withdrawal as a store keeps it; a new one unless more is given.
  public init(
    id: ID, userID: UserID, bankID: LinkedBank.ID, provider: PaymentProvider, amount: Money,
    fee: Money, transfers: Transfers, place: Place, createdAt: Instant, state: State = .held,
    returned: Return? = nil, reason: String? = nil, providerReference: String? = nil,
    submittedAt: Instant? = nil, attemptedAt: Instant? = nil, paidAt: Instant? = nil,
    endedAt: Instant? = nil, version: Int64 = 1
  ) {
    self.id = id
    self.userID = userID
    self.bankID = bankID
    self.provider = provider
    reference = PaymentReference(of: "ajo", id)
    self.amount = amount
    self.fee = fee
    self.transfers = transfers
    self.place = place
    self.createdAt = createdAt
    self.state = state
    self.returned = returned
    self.reason = reason
    self.providerReference = providerReference
    self.submittedAt = submittedAt
    self.attemptedAt = attemptedAt
    self.paidAt = paidAt
    self.endedAt = endedAt
    self.version = version
  }

  /// Whether it has not come to an end.
  public var isUnderWay: Bool { state == .held || state == .submitted }

  /// Its state for the audit trail.
  var audited: String {
    AuditText([
      ("state", state.rawValue), ("returned", returned?.rawValue), ("reason", reason),
      ("amount", "\(amount)"),
    ]).text
  }
}

/// Why a withdrawal is not made, in order of precedence.
public enum WithdrawalRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The user has no such bank account.
  case noSuchBank
  /// It is not known that the bank account is theirs.
  case bankNotVerified
  /// The wallet does not hold this much, with the fee.
  case insufficientFunds
  /// The wallet is closed.
  case walletClosed
}

/// Why a withdrawal is not changed, in order of precedence.
public enum WithdrawalChangeRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such withdrawal.
  case notFound
  /// It is too late: the provider was asked, or it has come to an end.
  case notHeld
  /// It has come to an end.
  case notUnderWay
  /// The provider has it, or may have it: it will pay or return it.
  case withProvider
}
