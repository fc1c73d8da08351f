public import Ajo
public import Kernel
public import Ledger
import Payments
import PlatformSQL
import Storage

extension SQLPaymentStore {
  /// Whether an entry of this id is yet to come, or never came.
  public func isUnposted(_ id: Transfer.ID) async throws -> Bool {
    try await work.database.first(
      """
      SELECT 1 FROM ajo_withdrawals
      WHERE (payment_id = \(id) OR fee_payment_id = \(id)) AND paid_at IS NULL
      """
    ) { _ in true } ?? false
  }

  /// Up to `limit` transfers whose reversal left their payee with a debt.
  public func indebting(after: Transfer.ID?, limit: Int) async throws -> [Transfer.ID] {
    let place: SQL = after.map { "AND transfer_id > \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT transfer_id FROM ajo_reversals WHERE debt > 0 \(place)
      ORDER BY transfer_id LIMIT \(limit)
      """
    ) { try $0["transfer_id"] }
  }

  /// A user who owes something and has money to spend.
  public func solventDebtor(after last: UserID?) async throws -> UserID? {
    let after: SQL = last.map { "AND d.user_id > \($0)" } ?? ""
    return try await work.database.first(
      "SELECT d.user_id \(solventDebts) \(after) ORDER BY d.user_id LIMIT 1"
    ) { try $0["user_id"] }
  }

  /// Since when the first of those owes it.
  public func firstSolventDebt() async throws -> Instant? {
    try await work.database.first(
      "SELECT d.opened_at \(solventDebts) ORDER BY d.opened_at LIMIT 1"
    ) { try $0["opened_at"] }
  }

  private var solventDebts: SQL {
    """
    FROM ajo_debts d JOIN \(LedgerView.accounts) w ON w.owner_id = d.user_id
      AND w.owner_kind = 'user' AND w.code = 'ajo.wallet' AND w.unit = \(currency.code)
    WHERE d.closed_at IS NULL AND w.balance > w.held
    """
  }

  /// Up to `limit` of what providers took back, or may, newest first.
  public func takeBacks(before: TakeBack.ID?, limit: Int) async throws -> [TakeBack] {
    try await StoredList<TakeBack>(
      database: work.database, table: "ajo_take_backs", columns: TakeBack.columns,
      read: { [currency] in try TakeBack(row: $0, currency) }
    ).newest(before: before, limit: limit)
  }
}

extension SQLPaymentTransaction {
  func takeBacks(of deposit: Deposit.ID) throws -> [TakeBack] {
    try sql.all(
      "SELECT \(TakeBack.columns) FROM ajo_take_backs WHERE deposit_id = \(deposit) ORDER BY id"
    ) { try TakeBack(row: $0, currency) }
  }

  func insert(_ takeBack: TakeBack) throws {
    try sql.execute(
      """
      INSERT INTO ajo_take_backs (id, deposit_id, provider, kind, name, state, amount, currency,
        transfer_id, debt, reason, created_at, ended_at)
      VALUES (\(takeBack.id), \(takeBack.depositID), \(takeBack.provider.rawValue),
        \(takeBack.kind.rawValue), \(takeBack.name), \(takeBack.state.rawValue),
        \(takeBack.amount.minorUnits), \(takeBack.amount.unit.code), \(takeBack.transferID),
        \(takeBack.debt?.minorUnits), \(takeBack.reason), \(takeBack.createdAt),
        \(takeBack.endedAt))
      """)
  }

  func update(_ takeBack: TakeBack) throws {
    try sql.execute(
      """
      UPDATE ajo_take_backs
      SET state = \(takeBack.state.rawValue), transfer_id = \(takeBack.transferID),
        debt = \(takeBack.debt?.minorUnits), reason = \(takeBack.reason),
        ended_at = \(takeBack.endedAt)
      WHERE id = \(takeBack.id)
      """)
  }

  func lockDebt(of user: UserID) throws -> Bool {
    try sql.first(
      "SELECT 1 FROM ajo_debts WHERE user_id = \(user) AND closed_at IS NULL \(lockingRows)"
    ) { _ in true } ?? false
  }

  func noteDebt(of user: UserID, at now: Instant) throws {
    try sql.execute(
      """
      INSERT INTO ajo_debts (user_id, opened_at) VALUES (\(user), \(now))
      ON CONFLICT (user_id) DO UPDATE
      SET opened_at = CASE WHEN ajo_debts.closed_at IS NULL THEN ajo_debts.opened_at
          ELSE excluded.opened_at END,
        closed_at = NULL
      """)
  }

  func closeDebt(of user: UserID, at now: Instant) throws {
    try sql.execute(
      "UPDATE ajo_debts SET closed_at = \(now) WHERE user_id = \(user) AND closed_at IS NULL")
  }
}

extension TakeBack {
  fileprivate static let columns: SQL = """
    id, deposit_id, provider, kind, name, state, amount, currency, transfer_id, debt, reason,
    created_at, ended_at
    """

  fileprivate init(row: Row, _ currency: Unit) throws {
    self.init(
      id: try row["id"], depositID: try row["deposit_id"], provider: try row.provider,
      kind: try row.word("kind"), name: try row["name"],
      amount: Money(minorUnits: try row["amount"], unit: try currency.stored(row["currency"])),
      createdAt: try row["created_at"], state: try row.word("state"),
      transferID: try row["transfer_id"],
      debt: try row.money("debt", in: "currency", currency), reason: try row["reason"],
      endedAt: try row["ended_at"])
  }
}
