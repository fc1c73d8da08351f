public import Kernel
public import Ledger
public import Payments

/// Where money that comes in and goes out is kept. What it promises is in the contract suite.
public protocol PaymentStore: DepositReading, WithdrawalReading, LinkedReading, BookReading,
  DebtReading
{
  /// Runs a unit of work: all of it is committed when the call returns, or nothing when it throws.
  /// The body may run more than once.
  /// - Throws: what the body throws, `Replay` where the request was answered before, or the store's
  ///   error.
  func atomically<Value: Sendable>(
    _ once: Once<Value>, _ body: @escaping @Sendable (any PaymentTransaction) throws -> Value
  ) async throws -> Value

  /// Throws the answer that is kept under a key as `Replay`; returns if the key is new.
  func replay(_ key: IdempotencyKey) async throws
}

extension PaymentStore {
  /// Throws the answer that is kept of a request as `Replay`, before anybody else is asked for it;
  /// returns if it is new, or bears no key.
  func replay<Value: Sendable>(_ once: Once<Value>) async throws {
    if let key = once.key { try await replay(key) }
  }
}

/// What users owe, to look at.
public protocol DebtReading: Sendable {
  /// A user who owes something and has money to spend, the first after one by id; nil if none has.
  func solventDebtor(after last: UserID?) async throws -> UserID?
  /// Since when the first of those owes it; nil if none does.
  func firstSolventDebt() async throws -> Instant?
}

/// Which rows a list for administrators shows.
public struct PaymentFilter: Hashable, Sendable {
  /// Those in this state; nil for all.
  public let state: String?
  /// Those of this user; nil for all.
  public let userID: UserID?

  /// A filter.
  public init(state: String? = nil, userID: UserID? = nil) {
    self.state = state
    self.userID = userID
  }
}

/// Deposits, to look at.
public protocol DepositReading: Sendable {
  /// A deposit, whoever's; nil if there is none.
  func deposit(_ id: Deposit.ID) async throws -> Deposit?
  /// A user's deposit; nil if they have none of this id.
  func deposit(_ id: Deposit.ID, of user: UserID) async throws -> Deposit?
  /// The deposit of a reference, or nil.
  func deposit(_ reference: PaymentReference) async throws -> Deposit?
  /// Up to `limit` deposits of a user with ids below `before`, newest first.
  func deposits(of user: UserID, before: Deposit.ID?, limit: Int) async throws -> [Deposit]
  /// Up to `limit` deposits of anybody with ids below `before`, newest first; of mismatches those
  /// that wait for a decision.
  func deposits(
    _ filter: PaymentFilter, before: Deposit.ID?, limit: Int
  ) async throws -> [Deposit]
}

/// Withdrawals, to look at.
public protocol WithdrawalReading: Sendable {
  /// A withdrawal, whoever's; nil if there is none.
  func withdrawal(_ id: Withdrawal.ID) async throws -> Withdrawal?
  /// A user's withdrawal; nil if they have none of this id.
  func withdrawal(_ id: Withdrawal.ID, of user: UserID) async throws -> Withdrawal?
  /// The withdrawal of a reference, or nil.
  func withdrawal(_ reference: PaymentReference) async throws -> Withdrawal?
  /// Up to `limit` withdrawals of a user with ids below `before`, newest first.
  func withdrawals(
    of user: UserID, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal]
  /// Up to `limit` withdrawals of anybody with ids below `before`, newest first.
  func withdrawals(
    _ filter: PaymentFilter, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal]
}

/// Bank accounts, cards and checks of users, to look at.
public protocol LinkedReading: Sendable {
  /// What is known of a user; nil where nothing was asked for yet.
  func customer(_ user: UserID) async throws -> Customer?
  /// A linked account, whoever's; nil if there is none.
  func bank(_ id: LinkedBank.ID) async throws -> LinkedBank?
  /// Up to `limit` linked accounts of a user with ids below `before`, newest first.
  func banks(of user: UserID, before: LinkedBank.ID?, limit: Int) async throws -> [LinkedBank]
  /// Up to `limit` accounts that wait for a person, with ids below `before`, newest first.
  func undecidedBanks(before: LinkedBank.ID?, limit: Int) async throws -> [LinkedBank]
  /// A user's card; nil if they have none of this id.
  func card(_ id: Card.ID, of user: UserID) async throws -> Card?
  /// Up to `limit` cards of a user with ids below `before`, newest first.
  func cards(of user: UserID, before: Card.ID?, limit: Int) async throws -> [Card]
  /// A check, whoever's; nil if there is none.
  func check(_ id: IdentityCase.ID) async throws -> IdentityCase?
  /// Up to `limit` checks that nobody has decided on, asked for since an instant, with ids above
  /// `after`, oldest first.
  func openChecks(
    since start: Instant, after: IdentityCase.ID?, limit: Int
  ) async throws -> [IdentityCase]
  /// Up to `limit` checks of a user with ids below `before`, newest first.
  func checks(
    of user: UserID, before: IdentityCase.ID?, limit: Int
  ) async throws -> [IdentityCase]
}

/// The books that are compared with providers', to look at.
public protocol BookReading: Sendable {
  /// Whether an entry of this id is yet to come, or never came: that of a withdrawal or its fee.
  func isUnposted(_ id: Transfer.ID) async throws -> Bool
  /// Up to `limit` transfers with ids above `after` whose reversal left their payee with a debt.
  func indebting(after: Transfer.ID?, limit: Int) async throws -> [Transfer.ID]
  /// Up to `limit` of what providers took back, or may, with ids below `before`, newest first.
  func takeBacks(before: TakeBack.ID?, limit: Int) async throws -> [TakeBack]
  /// Payments of ours by their references.
  func booked(
    _ references: [PaymentReference], with provider: PaymentProvider
  ) async throws -> [BookedPayment]
  /// Payments of ours that were paid from one instant until before another.
  func moved(
    from start: Instant, to end: Instant, with provider: PaymentProvider
  ) async throws -> [BookedPayment]
  /// The last day that was compared with a provider; nil for none.
  func lastReconciled(_ provider: PaymentProvider) async throws -> CivilDate?
  /// Up to `limit` differences with ids below `before`, newest first; open or closed ones, or all.
  func differences(
    isOpen: Bool?, before: Difference.ID?, limit: Int
  ) async throws -> [Difference]
}
