import Fleet
import Kernel
import Storage

/// A driver's month as it is read.
struct MonthUseRow {
  let driver: Driver.ID
  let use: MonthUse

  init(row: Row) throws {
    driver = try row["driver_id"]
    use = MonthUse(
      used: try row.money("used", .litres), pending: try row.money("pending", .litres))
  }
}

extension MonthUse {
  /// The sums of each driver's month, by the indexes that cover them.
  static func selecting(_ months: [DriverMonth], at now: Instant, in dialect: Dialect) -> SQL {
    let rows = dialect.unnest(
      [
        .uuids(months.map(\.driverID.rawValue)), .instants(months.map(\.span.lowerBound)),
        .instants(months.map(\.span.upperBound)),
      ], as: "m")
    return """
      SELECT m.c1 AS driver_id,
        (SELECT \(whole(sum: "t.amount_liters")) FROM fleet_transactions t
          WHERE t.driver_id = m.c1 AND t.status = 'approved' AND t.reversed_at IS NULL
            AND t.completed_at >= m.c2 AND t.completed_at < m.c3) AS used,
        (SELECT \(whole(sum: "t.amount_liters")) FROM fleet_transactions t
          WHERE t.driver_id = m.c1 AND t.status = 'pending' AND t.expires_at > \(now)) AS pending
      FROM \(rows)
      """
  }

  /// By driver.
  static func table(of rows: [MonthUseRow]) -> [Driver.ID: MonthUse] {
    Dictionary(rows.map { ($0.driver, $0.use) }, uniquingKeysWith: { first, _ in first })
  }
}

/// A sum as a whole number, zero for no rows. Postgres sums up numbers of 64 bits as `numeric`.
func whole(sum column: SQL) -> SQL { "CAST(COALESCE(SUM(\(column)), 0) AS bigint)" }
