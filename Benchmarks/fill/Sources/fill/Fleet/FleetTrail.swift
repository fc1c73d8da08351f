import Kernel
import Storage

/// What follows from transactions: receipts, readings of meters, the log of syncing, and sums.
struct FleetTrail: Sendable {
  let database: any Database
  let now: Instant

  /// The log has changes of the newest so many transactions, and of the measured companies all.
  private static let logged = 1_000_000

  /// Writes what has rows of its own.
  func writeRows() async throws {
    try await writeReceipts()
    try await database.execute(
      """
      INSERT INTO fleet_odometers (consumer_company_id, vehicle_key, occurred_at, id, reading,
        is_start)
      SELECT consumer_company_id, vehicle_key, occurred_at, id, odometer, \(false)
      FROM fleet_transactions WHERE status = 'approved'
      """)
    try await writeLog()
  }

  /// Writes what is summed up of transactions, once they have their indexes.
  func writeSums() async throws {
    let own: SQL = "FROM fleet_transactions t WHERE t.driver_id = fleet_drivers.id"
    let sold: SQL = """
      \(own) AND t.completed_at IS NOT NULL AND t.status || '' = 'approved'
      AND t.reversed_at IS NULL
      """
    try await database.execute(
      """
      UPDATE fleet_drivers SET
        total_liters_consumed = (SELECT CAST(COALESCE(SUM(t.amount_liters), 0) AS bigint) \(sold)),
        balance_dzd = (SELECT CAST(COALESCE(SUM(t.amount_dzd), 0) AS bigint) \(sold)),
        odometer = (SELECT MAX(t.odometer) \(own) AND t.status = 'approved')
      """)
  }

  private func writeReceipts() async throws {
    let id: SQL = database.dialect == .postgres ? "gen_random_uuid()" : "randomblob(16)"
    try await database.execute(
      """
      INSERT INTO fleet_receipts (id, transaction_id, kind, supplier_company_id, year, sequence,
        number, code, issued_at, supplier_name, supplier_address, consumer_company_id,
        consumer_name, consumer_address, driver_name, vehicle_number, product, amount_liters,
        price_per_liter, total_price, amount_dzd, settlement)
      SELECT \(id), t.id, 'receipt', s.id, CAST(substr(t.receipt_number, 1, 4) AS integer),
        CAST(substr(t.receipt_number, 6) AS bigint), t.receipt_number, t.receipt_code,
        t.completed_at, s.name, s.address, k.id, k.name, k.address, t.driver_name,
        t.vehicle_number, t.product, t.amount_liters, t.price_per_liter, t.total_price,
        t.amount_dzd, t.settlement
      FROM fleet_transactions t
      JOIN fleet_companies s ON s.id = t.supplier_company_id
      JOIN fleet_companies k ON k.id = t.consumer_company_id
      WHERE t.receipt_number IS NOT NULL
      """)
    try await database.execute(
      """
      INSERT INTO fleet_receipt_counters (supplier_company_id, year, last_sequence)
      SELECT supplier_company_id, year, MAX(sequence) FROM fleet_receipts
      GROUP BY supplier_company_id, year
      """)
  }

  private func writeLog() async throws {
    let sales: SQL = """
      (SELECT id, supplier_company_id, consumer_company_id, driver_id, version, created_at
      FROM fleet_transactions ORDER BY id DESC LIMIT \(Self.logged))
      """
    let sources: [SQL] = [
      "SELECT 3 AS kind, id AS scope, 1 AS entity, id, version FROM fleet_companies",
      "SELECT 1 AS kind, id AS scope, 1 AS entity, id, version FROM fleet_companies",
      """
      SELECT 1 AS kind, consumer_company_id AS scope, 2 AS entity, id, version FROM fleet_drivers
      """,
      "SELECT 2 AS kind, id AS scope, 2 AS entity, id, version FROM fleet_drivers",
      """
      SELECT 1 AS kind, supplier_company_id AS scope, 3 AS entity, id, version FROM fleet_accounts
      """,
      """
      SELECT 1 AS kind, consumer_company_id AS scope, 3 AS entity, id, version FROM fleet_accounts
      """,
      """
      SELECT 1 AS kind, supplier_company_id AS scope, 4 AS entity, id, version FROM \(sales) s
      """,
      """
      SELECT 1 AS kind, consumer_company_id AS scope, 4 AS entity, id, version FROM \(sales) s
      """,
      "SELECT 2 AS kind, driver_id AS scope, 4 AS entity, id, version FROM \(sales) s",
    ]
    var place: Int64 = 0
    for source in sources {
      let written = try await database.execute(
        """
        INSERT INTO fleet_sync_log (scope_kind, scope_id, entity, record_id, unit, place, version,
          is_deleted, changed_at)
        SELECT r.kind, r.scope, r.entity, r.id, 0,
          row_number() OVER (ORDER BY r.id, r.scope) + \(place), r.version, \(false), \(now)
        FROM (\(source)) r
        """)
      place += Int64(written)
    }
    try await database.execute("UPDATE fleet_sync_store SET place = \(place)")
  }
}
