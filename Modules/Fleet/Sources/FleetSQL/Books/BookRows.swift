public import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetStore {
  /// Up to `limit` differences of each kind. Each kind is one statement, which sees one state of
  /// all rows, whatever is sold meanwhile.
  public func bookDifferences(limit: Int) async throws -> [BookDifference] {
    try await accountDifferences(limit) + supplierDifferences(limit) + driverDifferences(limit)
      + receiptDifferences(limit)
  }

  private func accountDifferences(_ limit: Int) async throws -> [BookDifference] {
    try await database.all(
      """
      SELECT * FROM (
        SELECT a.id, u.unit,
          COALESCE(p.put, 0) - COALESCE(s.sold, 0) AS balance,
          COALESCE(s.awaited, 0) AS held, COALESCE(p.owed, 0) AS owed,
          COALESCE(w.balance, 0) AS kept_balance, COALESCE(w.held, 0) AS kept_held,
          -COALESCE(r.balance, 0) AS kept_owed
        FROM fleet_accounts a CROSS JOIN \(BookSums.units) u
        LEFT JOIN \(BookSums.topUps) p ON p.account_id = a.id AND p.unit = u.unit
        LEFT JOIN \(BookSums.sales(by: "account_id")) s ON s.id = a.id AND s.unit = u.unit
        LEFT JOIN \(LedgerView.accounts) w ON w.owner_id = a.id
          AND w.owner_kind = 'fleet_account' AND w.code = 'fleet.wallet' AND w.unit = u.unit
        LEFT JOIN \(LedgerView.accounts) r ON r.owner_id = a.id
          AND r.owner_kind = 'fleet_account' AND r.code = 'fleet.receivable' AND r.unit = u.unit
      ) b
      WHERE balance <> kept_balance OR held <> kept_held OR owed <> kept_owed
      ORDER BY id, unit LIMIT \(limit)
      """, expected: .long
    ) { row -> [BookDifference] in
      let id: FuelAccount.ID = try row["id"]
      let of = "account:\(id)"
      return try [
        BookDifference(.balance, of: of, row, "balance", "kept_balance"),
        BookDifference(.held, of: of, row, "held", "kept_held"),
        BookDifference(.owed, of: of, row, "owed", "kept_owed"),
      ]
    }.flatMap(\.self).filter(\.differs)
  }

  private func supplierDifferences(_ limit: Int) async throws -> [BookDifference] {
    try await database.all(
      """
      SELECT * FROM (
        SELECT c.id, u.unit, COALESCE(s.sold, 0) AS sold, COALESCE(s.awaited, 0) AS awaited,
          COALESCE(l.balance, 0) AS kept_sold, COALESCE(l.incoming, 0) AS kept_awaited
        FROM fleet_companies c CROSS JOIN \(BookSums.units) u
        LEFT JOIN \(BookSums.sales(by: "supplier_company_id")) s
          ON s.id = c.id AND s.unit = u.unit
        LEFT JOIN \(LedgerView.accounts) l ON l.owner_id = c.id AND l.owner_kind = 'company'
          AND l.code = 'fleet.sales' AND l.unit = u.unit
        WHERE c.type = 'supplier'
      ) b
      WHERE sold <> kept_sold OR awaited <> kept_awaited
      ORDER BY id, unit LIMIT \(limit)
      """, expected: .long
    ) { row -> [BookDifference] in
      let id: Company.ID = try row["id"]
      return try [
        BookDifference(.sold, of: "company:\(id)", row, "sold", "kept_sold"),
        BookDifference(.awaited, of: "company:\(id)", row, "awaited", "kept_awaited"),
      ]
    }.flatMap(\.self).filter(\.differs)
  }

  private func driverDifferences(_ limit: Int) async throws -> [BookDifference] {
    try await database.all(
      """
      SELECT * FROM (
        SELECT d.id, u.unit,
          CASE u.unit WHEN 'L' THEN COALESCE(s.liters, 0) ELSE COALESCE(s.dinars, 0) END
            AS served,
          CASE u.unit WHEN 'L' THEN d.total_liters_consumed ELSE d.balance_dzd END AS kept
        FROM fleet_drivers d CROSS JOIN \(BookSums.units) u
        LEFT JOIN (
          SELECT driver_id, CAST(SUM(amount_liters) AS bigint) AS liters,
            CAST(SUM(amount_dzd) AS bigint) AS dinars
          FROM fleet_transactions
          WHERE completed_at IS NOT NULL AND status = 'approved' AND reversed_at IS NULL
          GROUP BY driver_id) s ON s.driver_id = d.id
      ) b
      WHERE served <> kept ORDER BY id, unit LIMIT \(limit)
      """, expected: .long
    ) { row in
      let id: Driver.ID = try row["id"]
      return try BookDifference(.served, of: "driver:\(id)", row, "served", "kept")
    }
  }

  /// Numbers run from 1 without a gap: there are as many receipts as the last number says.
  private func receiptDifferences(_ limit: Int) async throws -> [BookDifference] {
    try await database.all(
      """
      SELECT c.supplier_company_id AS id, c.year, c.last_sequence AS kept,
        COALESCE(r.issued, 0) AS issued
      FROM fleet_receipt_counters c LEFT JOIN (
        SELECT supplier_company_id, year, COUNT(*) AS issued FROM fleet_receipts
        GROUP BY supplier_company_id, year
      ) r ON r.supplier_company_id = c.supplier_company_id AND r.year = c.year
      WHERE c.last_sequence <> COALESCE(r.issued, 0)
      ORDER BY c.supplier_company_id, c.year LIMIT \(limit)
      """, expected: .long
    ) { row in
      let id: Company.ID = try row["id"]
      return BookDifference(
        .receipts, of: "company:\(id)", expected: try row["issued"], found: try row["kept"],
        unit: nil)
    }
  }
}

extension BookDifference {
  fileprivate init(
    _ what: Matter, of: String, _ row: Row, _ expected: String, _ found: String
  ) throws {
    self.init(
      what, of: of, expected: try row.get(expected, as: Int64.self),
      found: try row.get(found, as: Int64.self), unit: try row["unit"])
  }

  fileprivate var differs: Bool { expected != found }
}

/// Sums of single rows, for FROM and JOIN.
private enum BookSums {
  static let units: SQL = "(SELECT 'DZD' AS unit UNION ALL SELECT 'L')"

  /// What was put on each account and not taken back, and what is owed for it.
  static let topUps: SQL = """
    (SELECT account_id, unit,
      CAST(SUM(CASE kind WHEN 'settlement' THEN 0 ELSE amount END) AS bigint) AS put,
      CAST(SUM(CASE kind WHEN 'credit' THEN amount WHEN 'settlement' THEN -amount ELSE 0 END)
        AS bigint) AS owed
    FROM fleet_topups WHERE reversed_at IS NULL GROUP BY account_id, unit)
    """

  /// What transactions charge, and will if they are approved, by one of their columns.
  static func sales(by column: SQL) -> SQL {
    let charge: SQL = "CASE settlement WHEN 'money' THEN amount_dzd ELSE amount_liters END"
    return """
      (SELECT \(column) AS id, CASE settlement WHEN 'money' THEN 'DZD' ELSE 'L' END AS unit,
        CAST(SUM(CASE WHEN status = 'approved' AND reversed_at IS NULL THEN \(charge) ELSE 0 END)
          AS bigint) AS sold,
        CAST(SUM(CASE status WHEN 'pending' THEN \(charge) ELSE 0 END) AS bigint) AS awaited
      FROM fleet_transactions WHERE status IN ('approved', 'pending')
      GROUP BY \(column), settlement)
      """
  }
}
