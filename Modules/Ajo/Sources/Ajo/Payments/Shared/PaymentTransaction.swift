public import Kernel
public import Payments
public import Work

/// The rows of a unit of work. Synchronous, so that nothing suspends while they are locked.
///
/// Rows are locked in one order: the customer, then a bank account, a deposit or a withdrawal, then
/// what a user owes.
public protocol PaymentTransaction: DepositRows, WithdrawalRows, LinkedRows, BookRows, DebtRows {
  /// Money, events, jobs and the audit trail, committed with the rows.
  var work: any Work { get }
}

/// Deposits within a unit of work.
public protocol DepositRows {
  /// Locks a deposit; nil if there is none.
  func lockDeposit(_ id: Deposit.ID) throws -> Deposit?
  /// A pending deposit that a request began since an instant; nil if it began none.
  func pendingDeposit(
    _ requestKey: String, of user: UserID, since: Instant
  ) throws -> Deposit?
  /// What a user paid in, or may still, by deposits that were begun since an instant.
  func depositedSince(_ start: Instant, by user: UserID) throws -> Money
  /// Whether another deposit was paid by what the provider calls a payment.
  func isPaid(
    _ providerReference: String, by provider: PaymentProvider, otherThan id: Deposit.ID
  ) throws -> Bool
  /// Keeps a new deposit.
  func insert(_ deposit: Deposit) throws
  /// Keeps a deposit that is locked.
  func update(_ deposit: Deposit) throws
}

/// Withdrawals within a unit of work.
public protocol WithdrawalRows {
  /// Locks a withdrawal; nil if there is none.
  func lockWithdrawal(_ id: Withdrawal.ID) throws -> Withdrawal?
  /// What a user took out, or is about to, by withdrawals that were begun since an instant.
  func withdrawnSince(_ start: Instant, by user: UserID) throws -> Money
  /// Keeps a new withdrawal.
  func insert(_ withdrawal: Withdrawal) throws
  /// Keeps a withdrawal that is locked.
  func update(_ withdrawal: Withdrawal) throws
}

/// Customers, bank accounts, cards and checks within a unit of work.
public protocol LinkedRows {
  /// Locks a user's row, which is made where there is none.
  func lockCustomer(_ user: UserID) throws -> Customer
  /// Keeps a customer who is locked.
  func update(_ customer: Customer) throws

  /// Locks a linked account of a user; nil if they have none of this id.
  func lockBank(_ id: LinkedBank.ID, of user: UserID) throws -> LinkedBank?
  /// Locks a linked account, whoever's; nil if there is none.
  func lockBank(_ id: LinkedBank.ID) throws -> LinkedBank?
  /// An account, also one that was unlinked since; nil if there never was one.
  func bank(_ id: LinkedBank.ID) throws -> LinkedBank?
  /// Locks all linked accounts of a user, the oldest first.
  func banks(of user: UserID) throws -> [LinkedBank]
  /// Whether a withdrawal to an account is under way.
  func isInUse(_ id: LinkedBank.ID) throws -> Bool
  /// Keeps a newly linked account.
  func insert(_ bank: LinkedBank) throws
  /// Keeps an account that is locked.
  func update(_ bank: LinkedBank) throws
  /// Unlinks an account that is locked. Withdrawals that went to it still tell it.
  func remove(_ bank: LinkedBank, at now: Instant) throws

  /// Whether the user has linked a card with the signature of another.
  func hasCard(like card: Card) throws -> Bool
  /// Keeps a newly linked card.
  func insert(_ card: Card) throws
  /// Forgets a card.
  /// - Returns: false if the user has none of this id.
  func removeCard(_ id: Card.ID, of user: UserID) throws -> Bool

  /// Locks a check; nil if there is none.
  func lockCheck(_ id: IdentityCase.ID) throws -> IdentityCase?
  /// The latest check of a user; nil if there was none.
  func latestCheck(of user: UserID) throws -> IdentityCase.ID?
  /// Keeps a new check.
  func insert(_ check: IdentityCase) throws
  /// Keeps a check that is locked.
  func update(_ check: IdentityCase) throws

  /// Forgets the cards, linked accounts and numbers of documents of somebody who has left.
  func forget(_ user: UserID, at now: Instant) throws
}

/// What was taken back and is owed, within a unit of work.
public protocol DebtRows {
  /// What was taken back of a deposit that is locked, or may be, the oldest first.
  func takeBacks(of deposit: Deposit.ID) throws -> [TakeBack]
  /// Keeps what is new.
  func insert(_ takeBack: TakeBack) throws
  /// Keeps what is of a deposit that is locked.
  func update(_ takeBack: TakeBack) throws

  /// Locks the row that says that a user owes something.
  /// - Returns: whether they do.
  func lockDebt(of user: UserID) throws -> Bool
  /// Keeps, and locks, that a user owes something.
  func noteDebt(of user: UserID, at now: Instant) throws
  /// Keeps that a user owes nothing any more.
  func closeDebt(of user: UserID, at now: Instant) throws
}

/// Reversals and differences within a unit of work.
public protocol BookRows {
  /// Keeps a reversal.
  /// - Returns: false if the transfer was undone before.
  func insert(_ reversal: Reversal) throws -> Bool
  /// Takes back a reversal of this unit of work.
  func remove(_ reversal: Reversal) throws
  /// Keeps a difference.
  /// - Returns: false if it was known before.
  func insert(_ difference: Difference) throws -> Bool
  /// Locks a difference; nil if there is none.
  func lockDifference(_ id: Difference.ID) throws -> Difference?
  /// Keeps a difference that is locked.
  func update(_ difference: Difference) throws
  /// Keeps that a day was compared, or was again.
  func keep(_ day: ReconciledDay) throws
}
