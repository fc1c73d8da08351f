public import Ajo
public import Kernel
public import Payments
import PlatformSQL
import Storage

extension SQLPaymentStore {
  /// Payments of ours by their references.
  public func booked(
    _ references: [PaymentReference], with provider: PaymentProvider
  ) async throws -> [BookedPayment] {
    let among = work.database.dialect.isAmong(.texts(references.map(\.text)))
    return try await payments(
      deposits: "provider = \(provider.rawValue) AND reference \(among)",
      withdrawals: "provider = \(provider.rawValue) AND reference \(among)")
  }

  /// Payments of ours that were paid from one instant until before another.
  public func moved(
    from start: Instant, to end: Instant, with provider: PaymentProvider
  ) async throws -> [BookedPayment] {
    let paid: SQL = """
      provider = \(provider.rawValue) AND paid_at >= \(start) AND paid_at < \(end)
      """
    return try await payments(
      deposits: "\(paid) AND state = 'succeeded'", withdrawals: "\(paid) AND state = 'paid'")
  }

  private func payments(deposits: SQL, withdrawals: SQL) async throws -> [BookedPayment] {
    let currency = currency
    let charges = try await work.database.all(
      """
      SELECT reference, provider_reference, COALESCE(paid_amount, amount) AS amount,
        COALESCE(paid_currency, currency) AS currency, state
      FROM ajo_deposits WHERE \(deposits)
      """
    ) { try BookedPayment(row: $0, .charge, moved: ["succeeded"], currency) }
    let payouts = try await work.database.all(
      """
      SELECT reference, provider_reference, amount, currency, state
      FROM ajo_withdrawals WHERE \(withdrawals)
      """
    ) { try BookedPayment(row: $0, .payout, moved: ["paid"], currency) }
    return charges + payouts
  }

  /// The last day that was compared with a provider.
  public func lastReconciled(_ provider: PaymentProvider) async throws -> CivilDate? {
    try await work.database.first(
      """
      SELECT day FROM ajo_reconciled_days WHERE provider = \(provider.rawValue)
      ORDER BY day DESC LIMIT 1
      """
    ) { try $0["day"] }
  }

  /// Up to `limit` differences, newest first.
  public func differences(
    isOpen: Bool?, before: Difference.ID?, limit: Int
  ) async throws -> [Difference] {
    try await StoredList<Difference>(
      database: work.database, table: "ajo_differences", columns: Difference.columns,
      read: { [currency] in try Difference(row: $0, currency) }
    ).newest(isOpen.map { ["is_open = \($0)"] } ?? [], before: before, limit: limit)
  }
}

extension SQLPaymentTransaction {
  func insert(_ reversal: Reversal) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO ajo_reversals (transfer_id, reversal_id, reason, actor_id, debt, currency,
        created_at)
      VALUES (\(reversal.transferID), \(reversal.reversalID), \(reversal.reason),
        \(reversal.actor), \(reversal.debt?.minorUnits), \(reversal.debt?.unit.code),
        \(reversal.at))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func remove(_ reversal: Reversal) throws {
    try sql.execute(
      "DELETE FROM ajo_reversals WHERE transfer_id = \(reversal.transferID)")
  }

  func insert(_ difference: Difference) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO ajo_differences (id, provider, day, kind, subject, name, reference,
        provider_reference, our_amount, our_currency, their_amount, their_currency, our_state,
        their_state, is_open, found_at)
      VALUES (\(difference.id), \(difference.provider.rawValue), \(difference.day),
        \(difference.kind.rawValue), \(difference.subject.rawValue), \(difference.name),
        \(difference.reference), \(difference.providerReference),
        \(difference.ours?.minorUnits), \(difference.ours?.unit.code),
        \(difference.theirs?.minorUnits), \(difference.theirs?.unit.code),
        \(difference.ourState), \(difference.theirState), \(difference.closing == nil),
        \(difference.foundAt))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func lockDifference(_ id: Difference.ID) throws -> Difference? {
    try sql.first(
      "SELECT \(Difference.columns) FROM ajo_differences WHERE id = \(id) \(lockingRows)"
    ) { try Difference(row: $0, currency) }
  }

  func update(_ difference: Difference) throws {
    try sql.execute(
      """
      UPDATE ajo_differences
      SET is_open = \(difference.closing == nil), closed_at = \(difference.closing?.at),
        closed_by = \(difference.closing?.by), close_reason = \(difference.closing?.reason)
      WHERE id = \(difference.id)
      """)
  }

  func keep(_ day: ReconciledDay) throws {
    try sql.execute(
      """
      INSERT INTO ajo_reconciled_days (provider, day, settlements, differences, reconciled_at)
      VALUES (\(day.provider.rawValue), \(day.day), \(day.settlements), \(day.differences),
        \(day.at))
      ON CONFLICT (provider, day) DO UPDATE
      SET settlements = excluded.settlements, differences = excluded.differences,
        reconciled_at = excluded.reconciled_at
      """)
  }
}

extension BookedPayment {
  fileprivate init(
    row: Row, _ subject: Difference.Subject, moved: Set<String>, _ currency: Unit
  ) throws {
    let state: String = try row["state"]
    self.init(
      subject: subject, reference: try row["reference"],
      providerReference: try row["provider_reference"],
      amount: Money(minorUnits: try row["amount"], unit: try currency.stored(row["currency"])),
      state: state, isMoved: moved.contains(state))
  }
}

extension Difference {
  fileprivate static let columns: SQL = """
    id, provider, day, kind, subject, reference, provider_reference, our_amount, our_currency,
    their_amount, their_currency, our_state, their_state, found_at, closed_at, closed_by,
    close_reason
    """

  fileprivate init(row: Row, _ currency: Unit) throws {
    let closedAt: Instant? = try row["closed_at"]
    let (by, reason): (UserID?, String?) = (try row["closed_by"], try row["close_reason"])
    self.init(
      id: try row["id"], provider: try row.provider, day: try row["day"],
      kind: try row.word("kind"),
      subject: try row.word("subject"), reference: try row["reference"],
      providerReference: try row["provider_reference"],
      ours: try row.money("our_amount", in: "our_currency", currency),
      theirs: try row.money("their_amount", in: "their_currency", currency),
      ourState: try row["our_state"], theirState: try row["their_state"],
      foundAt: try row["found_at"],
      closing: closedAt.map { Closing(at: $0, by: by, reason: reason ?? "") })
  }
}
