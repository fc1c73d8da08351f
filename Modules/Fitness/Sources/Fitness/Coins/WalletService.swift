public import Kernel
public import Ports
import Work

/// A wallet as it is shown.
public struct WalletView: Hashable, Sendable {
  /// The wallet.
  public let wallet: Wallet
  /// What was earned beside whole coins.
  public let fraction: CoinFraction

  /// A wallet with its fraction.
  public init(wallet: Wallet, fraction: CoinFraction) {
    self.wallet = wallet
    self.fraction = fraction
  }
}

/// What users see of their coins, and what administrators do about them.
public struct WalletService: Sendable {
  private let store: any FitnessStore
  private let users: any UserDirectory
  private let clock: any WallClock

  /// Makes the service.
  public init(store: any FitnessStore, users: any UserDirectory, clock: any WallClock) {
    self.store = store
    self.users = users
    self.clock = clock
  }

  /// Somebody's own wallet; an empty one where no coin has moved.
  /// - Throws: the store's error.
  public func wallet(of user: UserID) async throws -> WalletView {
    let wallet = try await store.wallet(of: user)
    let profile = try await store.profile(of: user)
    return WalletView(
      wallet: wallet ?? Wallet(userID: user, createdAt: profile?.createdAt ?? clock.now()),
      fraction: profile?.earned.remainder ?? .zero)
  }

  /// Somebody's wallet, for the staff.
  /// - Throws: `CoinRefusal.notFound` where there is no such user, or the store's error.
  public func walletOfUser(_ user: UserID) async throws -> WalletView {
    try await requireUser(user)
    return try await wallet(of: user)
  }

  /// A page of the lines of a wallet, the newest first.
  /// - Throws: the store's error.
  public func transactions(
    of user: UserID, kind: CoinTransaction.Kind?, after place: CoinPlace?, limit: Int
  ) async throws -> [CoinTransaction] {
    try await store.coinTransactions(of: user, kind: kind, after: place, limit: limit)
  }

  /// The same for the staff.
  /// - Throws: `CoinRefusal.notFound` where there is no such user, or the store's error.
  public func transactionsOfUser(
    _ user: UserID, kind: CoinTransaction.Kind?, after place: CoinPlace?, limit: Int
  ) async throws -> [CoinTransaction] {
    try await requireUser(user)
    return try await transactions(of: user, kind: kind, after: place, limit: limit)
  }

  /// Gives or takes coins.
  /// - Parameters:
  ///   - coins: ±1–1,000,000.
  ///   - reason: why, 1–500 characters; the user reads it.
  ///   - allowsDebt: whether what is not there is owed.
  /// - Throws: `CoinRefusal`, `UserLeaving`, `Replay`, or the store's error.
  public func adjust(
    _ coins: Int64, of user: UserID, because reason: String, allowsDebt: Bool,
    by caller: FitnessCaller, once: Once<CoinTransaction> = .unkeyed
  ) async throws -> CoinTransaction {
    try await requireUser(user)
    return try await store.atomically(once) { transaction in
      try transaction.work.requirePresent([user])
      let before = try transaction.lockWallet(user)
      let change = try transaction.move(
        [.adjust(coins, allowsDebt: allowsDebt, note: reason)], of: user)
      guard let row = change.rows.first else { throw CoinRefusal.notFound }
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fitness.wallet.adjust", target: "user:\(user)",
          before: before.auditText().text,
          after: change.wallet.auditText([("coins", "\(coins)"), ("reason", reason)]).text,
          at: transaction.now))
      return row
    }
  }

  private func requireUser(_ user: UserID) async throws {
    guard try await users.user(user) != nil else { throw CoinRefusal.notFound }
  }
}

extension Wallet {
  /// Its state for the audit trail.
  fileprivate func auditText(_ more: [(name: String, value: String?)] = []) -> AuditText {
    AuditText(
      [("available_coins", "\(available)"), ("debt_coins", "\(debt)")] + more)
  }
}
