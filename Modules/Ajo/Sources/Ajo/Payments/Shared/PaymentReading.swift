public import Kernel

// What users and administrators look at.

extension DepositService {
  /// The currency of every wallet.
  public var currency: Unit { parts.currency }

  /// A user's deposit.
  /// - Throws: `DepositRefusal.notFound`, or the store's error.
  public func deposit(_ id: Deposit.ID, of user: UserID) async throws -> Deposit {
    guard let found = try await parts.store.deposit(id, of: user) else {
      throw DepositRefusal.notFound
    }
    return found
  }

  /// Up to `limit` deposits of a user with ids below `before`, newest first.
  public func deposits(
    of user: UserID, before: Deposit.ID?, limit: Int
  ) async throws -> [Deposit] {
    try await parts.store.deposits(of: user, before: before, limit: limit)
  }

  /// Up to `limit` deposits of anybody with ids below `before`, newest first.
  public func deposits(
    _ filter: PaymentFilter, before: Deposit.ID?, limit: Int
  ) async throws -> [Deposit] {
    try await parts.store.deposits(filter, before: before, limit: limit)
  }
}

extension DepositService {
  /// Up to `limit` of what providers took back, or may, with ids below `before`, newest first.
  public func takeBacks(before: TakeBack.ID?, limit: Int) async throws -> [TakeBack] {
    try await parts.store.takeBacks(before: before, limit: limit)
  }
}

extension WithdrawalService {
  /// The currency of every wallet.
  public var currency: Unit { parts.currency }

  /// A user's withdrawal.
  /// - Throws: `WithdrawalChangeRefusal.notFound`, or the store's error.
  public func withdrawal(_ id: Withdrawal.ID, of user: UserID) async throws -> Withdrawal {
    guard let found = try await parts.store.withdrawal(id, of: user) else {
      throw WithdrawalChangeRefusal.notFound
    }
    return found
  }

  /// Up to `limit` withdrawals of a user with ids below `before`, newest first.
  public func withdrawals(
    of user: UserID, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal] {
    try await parts.store.withdrawals(of: user, before: before, limit: limit)
  }

  /// Up to `limit` withdrawals of anybody with ids below `before`, newest first.
  public func withdrawals(
    _ filter: PaymentFilter, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal] {
    try await parts.store.withdrawals(filter, before: before, limit: limit)
  }
}

extension BankService {
  /// A user's bank account.
  /// - Throws: `BankRefusal.notFound`, or the store's error.
  public func bank(_ id: LinkedBank.ID, of user: UserID) async throws -> LinkedBank {
    guard let found = try await parts.store.bank(id), found.userID == user else {
      throw BankRefusal.notFound
    }
    return found
  }

  /// Up to `limit` bank accounts of a user with ids below `before`, newest first.
  public func banks(
    of user: UserID, before: LinkedBank.ID?, limit: Int
  ) async throws -> [LinkedBank] {
    try await parts.store.banks(of: user, before: before, limit: limit)
  }

  /// Up to `limit` accounts that wait for a person, with ids below `before`, newest first.
  public func undecided(before: LinkedBank.ID?, limit: Int) async throws -> [LinkedBank] {
    try await parts.store.undecidedBanks(before: before, limit: limit)
  }
}

extension IdentityService {
  /// Up to `limit` checks of a user with ids below `before`, newest first.
  public func checks(
    of user: UserID, before: IdentityCase.ID?, limit: Int
  ) async throws -> [IdentityCase] {
    try await parts.store.checks(of: user, before: before, limit: limit)
  }
}

extension ReconciliationService {
  /// Up to `limit` differences with ids below `before`, newest first; open or closed ones, or all.
  public func differences(
    isOpen: Bool?, before: Difference.ID?, limit: Int
  ) async throws -> [Difference] {
    try await parts.store.differences(isOpen: isOpen, before: before, limit: limit)
  }
}
