public import Fitness
public import Kernel
import PlatformSQL
import Storage

extension Wallet {
  static let columns: SQL =
    """
    user_id, available_coins, frozen_coins, lifetime_earned, lifetime_spent, debt_coins,
    created_at, updated_at
    """

  init(row: Row) throws {
    self.init(
      userID: try row["user_id"], available: try row["available_coins"],
      frozen: try row["frozen_coins"], lifetimeEarned: try row["lifetime_earned"],
      lifetimeSpent: try row["lifetime_spent"], debt: try row["debt_coins"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"])
  }

  static func of(_ user: UserID) -> SQL {
    "SELECT \(columns) FROM fitness_wallets WHERE user_id = \(user)"
  }
}

extension CoinTransaction {
  static let columns: SQL =
    """
    id, user_id, type, direction, amount, status, balance_after, reference_type, reference_id,
    note, created_at
    """

  init(row: Row) throws {
    let reference: Identifier<CoinReference> = try row["reference_id"]
    self.init(
      id: try row["id"], userID: try row["user_id"], kind: try row.word("type"),
      direction: try row.word("direction"), amount: try row["amount"],
      status: try row.word("status"), balanceAfter: try row["balance_after"],
      reference: CoinReference(try row.word("reference_type"), reference),
      note: try row["note"], createdAt: try row["created_at"])
  }
}

extension SQLFitnessStore {
  /// Somebody's wallet.
  public func wallet(of user: UserID) async throws -> Wallet? {
    try await database.first(Wallet.of(user), Wallet.init(row:))
  }

  /// A page of the lines of somebody's wallet, the newest first.
  public func coinTransactions(
    of user: UserID, kind: CoinTransaction.Kind?, after place: CoinPlace?, limit: Int
  ) async throws -> [CoinTransaction] {
    let kind: SQL = kind.map { "AND type = \($0.rawValue)" } ?? ""
    let place: SQL = place.map { "AND (created_at, id) < (\($0.createdAt), \($0.id))" } ?? ""
    return try await database.all(
      """
      SELECT \(CoinTransaction.columns) FROM fitness_coin_transactions
      WHERE user_id = \(user) \(kind) \(place)
      ORDER BY created_at DESC, id DESC LIMIT \(limit)
      """, CoinTransaction.init(row:))
  }

  /// What was earned on dates.
  public func earned(
    by user: UserID, in dates: ClosedRange<CivilDate>
  ) async throws -> CoinFraction {
    let parts: Int64? = try await database.first(
      """
      SELECT \(whole(sum: "earned_parts")) AS parts FROM fitness_step_days
      WHERE user_id = \(user) AND date BETWEEN \(dates.lowerBound) AND \(dates.upperBound)
      """
    ) { try $0["parts"] }
    return CoinFraction(parts: parts ?? 0)
  }
}

/// A sum as a whole number, zero for no rows. Postgres sums up numbers of 64 bits as `numeric`.
func whole(sum column: SQL) -> SQL { "CAST(COALESCE(SUM(\(column)), 0) AS bigint)" }

extension SQLFitnessTransaction {
  func wallet(of user: UserID) throws -> Wallet {
    try sql.first(Wallet.of(user), Wallet.init(row:)) ?? Wallet(userID: user, createdAt: now)
  }

  func lockWallet(_ user: UserID) throws -> Wallet {
    let locking: SQL = "\(Wallet.of(user)) \(sql.dialect.lockingRows)"
    if let found = try sql.first(locking, Wallet.init(row:)) { return found }
    try sql.execute(
      """
      INSERT INTO fitness_wallets (id, \(Wallet.columns))
      VALUES (\(Wallet.id(of: user)), \(user), 0, 0, 0, 0, 0, \(now), \(now))
      ON CONFLICT (user_id) DO NOTHING
      """)
    // Somebody else may have been the first.
    return try sql.first(locking, Wallet.init(row:)) ?? Wallet(userID: user, createdAt: now)
  }

  func orderRows(_ orders: [CoinReference]) throws -> [CoinTransaction] {
    try sql.all(
      """
      SELECT \(CoinTransaction.columns) FROM fitness_coin_transactions
      WHERE type = 'order' AND reference_id \(sql.dialect.isAmong(orders.map(\.id).sqlValue))
      ORDER BY id \(sql.dialect.lockingRows)
      """, CoinTransaction.init(row:))
  }

  func write(_ wallet: Wallet, _ rows: [CoinTransaction]) throws {
    var statements: [SQL] = [
      """
      UPDATE fitness_wallets
      SET available_coins = \(wallet.available), frozen_coins = \(wallet.frozen),
        lifetime_earned = \(wallet.lifetimeEarned), lifetime_spent = \(wallet.lifetimeSpent),
        debt_coins = \(wallet.debt), updated_at = \(wallet.updatedAt)
      WHERE user_id = \(wallet.userID)
      """
    ]
    for row in rows {
      statements.append(
        """
        INSERT INTO fitness_coin_transactions (\(CoinTransaction.columns), updated_at)
        VALUES (\(row.id), \(row.userID), \(row.kind.rawValue), \(row.direction.rawValue),
          \(row.amount), \(row.status.rawValue), \(row.balanceAfter),
          \(row.reference.kind.rawValue), \(row.reference.id), \(row.note), \(row.createdAt),
          \(now))
        """)
    }
    try sql.deferred(statements)
  }

  func update(_ rows: [CoinTransaction]) throws {
    guard !rows.isEmpty else { return }
    try sql.deferred(
      rows.map { row in
        """
        UPDATE fitness_coin_transactions
        SET status = \(row.status.rawValue), updated_at = \(now) WHERE id = \(row.id)
        """
      })
  }
}
