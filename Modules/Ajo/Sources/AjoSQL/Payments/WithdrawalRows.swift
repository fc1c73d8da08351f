public import Ajo
public import Kernel
public import Payments
import PlatformSQL
import Storage

extension SQLPaymentStore {
  private var withdrawals: StoredList<Withdrawal> {
    StoredList(
      database: work.database, table: "ajo_withdrawals", columns: Withdrawal.columns, read: decoding
    )
  }

  /// A withdrawal, whoever's.
  public func withdrawal(_ id: Withdrawal.ID) async throws -> Withdrawal? {
    try await withdrawals.first("id = \(id)")
  }

  /// A user's withdrawal.
  public func withdrawal(_ id: Withdrawal.ID, of user: UserID) async throws -> Withdrawal? {
    try await withdrawals.first("id = \(id)", "user_id = \(user)")
  }

  /// The withdrawal of a reference.
  public func withdrawal(_ reference: PaymentReference) async throws -> Withdrawal? {
    try await withdrawals.first("reference = \(reference.text)")
  }

  /// Up to `limit` withdrawals of a user, newest first.
  public func withdrawals(
    of user: UserID, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal] {
    try await withdrawals.newest(["user_id = \(user)"], before: before, limit: limit)
  }

  /// Up to `limit` withdrawals of anybody, newest first.
  public func withdrawals(
    _ filter: PaymentFilter, before: Withdrawal.ID?, limit: Int
  ) async throws -> [Withdrawal] {
    try await withdrawals.newest(filter.conditions, before: before, limit: limit)
  }

  var decoding: @Sendable (Row) throws -> Withdrawal {
    { [currency] in try Withdrawal(row: $0, currency: currency) }
  }
}

extension SQLPaymentTransaction {
  func lockWithdrawal(_ id: Withdrawal.ID) throws -> Withdrawal? {
    try sql.first(
      "SELECT \(Withdrawal.columns) FROM ajo_withdrawals WHERE id = \(id) \(lockingRows)"
    ) { try Withdrawal(row: $0, currency: currency) }
  }

  func withdrawnSince(_ start: Instant, by user: UserID) throws -> Money {
    let sum = try sql.first(
      """
      SELECT COALESCE(SUM(amount), 0) FROM ajo_withdrawals
      WHERE user_id = \(user) AND created_at >= \(start) AND state <> 'returned'
      """
    ) { try $0.get(0, as: Int64.self) }
    return Money(minorUnits: sum ?? 0, unit: currency)
  }

  func insert(_ withdrawal: Withdrawal) throws {
    let transfers = withdrawal.transfers
    try sql.execute(
      """
      INSERT INTO ajo_withdrawals (id, user_id, bank_account_id, provider, reference, state,
        amount, fee, currency, hold_id, payment_id, fee_hold_id, fee_payment_id, place, balance,
        created_at, version)
      VALUES (\(withdrawal.id), \(withdrawal.userID), \(withdrawal.bankID),
        \(withdrawal.provider.rawValue), \(withdrawal.reference.text),
        \(withdrawal.state.rawValue), \(withdrawal.amount.minorUnits),
        \(withdrawal.fee.minorUnits), \(withdrawal.amount.unit.code), \(transfers.hold),
        \(transfers.payment), \(transfers.feeHold), \(transfers.feePayment),
        \(withdrawal.place.sequence), \(withdrawal.place.balance.minorUnits),
        \(withdrawal.createdAt), \(withdrawal.version))
      """)
  }

  func update(_ withdrawal: Withdrawal) throws {
    try sql.execute(
      """
      UPDATE ajo_withdrawals
      SET state = \(withdrawal.state.rawValue), returned = \(withdrawal.returned?.rawValue),
        reason = \(withdrawal.reason), provider_reference = \(withdrawal.providerReference),
        submitted_at = \(withdrawal.submittedAt), attempted_at = \(withdrawal.attemptedAt),
        paid_at = \(withdrawal.paidAt), ended_at = \(withdrawal.endedAt),
        version = \(withdrawal.version)
      WHERE id = \(withdrawal.id)
      """)
  }
}

extension Withdrawal {
  static let columns: SQL = """
    id, user_id, bank_account_id, provider, state, amount, fee, currency, hold_id, payment_id,
    fee_hold_id, fee_payment_id, place, balance, returned, reason, provider_reference,
    submitted_at, attempted_at, paid_at, created_at, ended_at, version
    """

  init(row: Row, currency: Unit) throws {
    let unit = try currency.stored(row["currency"])
    self.init(
      id: try row["id"], userID: try row["user_id"], bankID: try row["bank_account_id"],
      provider: try row.provider, amount: Money(minorUnits: try row["amount"], unit: unit),
      fee: Money(minorUnits: try row["fee"], unit: unit),
      transfers: Transfers(
        hold: try row["hold_id"], payment: try row["payment_id"],
        feeHold: try row["fee_hold_id"], feePayment: try row["fee_payment_id"]),
      place: Place(
        sequence: try row["place"],
        balance: Money(minorUnits: try row["balance"], unit: unit)),
      createdAt: try row["created_at"], state: try row.word("state"),
      returned: try row.optionalWord("returned"),
      reason: try row["reason"], providerReference: try row["provider_reference"],
      submittedAt: try row["submitted_at"], attemptedAt: try row["attempted_at"],
      paidAt: try row["paid_at"], endedAt: try row["ended_at"], version: try row["version"])
  }
}
