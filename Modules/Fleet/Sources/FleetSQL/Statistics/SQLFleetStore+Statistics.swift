public import Fleet
public import Kernel
import Storage

// Sums of transactions, each by one statement over an index that covers it. Days are handed over as
// arrays, so that it is the program's calendar that says where they begin.
extension SQLFleetStore {
  /// The sums of each day that has any.
  public func sums(
    of scope: FuelScope, by days: [(date: CivilDate, span: Range<Instant>)]
  ) async throws -> DailySums {
    let rows = database.dialect.unnest(
      [
        .integers(days.indices.map { Int64($0) }), .instants(days.map(\.span.lowerBound)),
        .instants(days.map(\.span.upperBound)),
      ], as: "m")
    let found = try await database.all(
      scope.summing(over: rows, in: database.dialect), expected: scope.expected
    ) { (try $0.get("place", as: Int.self), try FuelSums(row: $0)) }
    return DailySums(found.map { (days[$0.0].date, $0.1) })
  }

  /// What waits to be decided.
  public func pendingSums(of scope: FuelScope, at now: Instant) async throws -> FuelSums {
    try await database.first(
      """
      SELECT \(FuelSums.columns) FROM fleet_transactions t
      WHERE \(scope.condition) AND t.status = 'pending' AND t.expires_at > \(now)
      """, FuelSums.init(row:)) ?? .none
  }

  /// The drivers with the most litres.
  public func topDrivers(
    of scope: FuelScope, in span: Range<Instant>, limit: Int
  ) async throws -> [TopDriver] {
    try await database.all(
      """
      SELECT s.*, (SELECT d.name FROM fleet_drivers d WHERE d.id = s.driver_id) AS name
      FROM (
        SELECT t.driver_id, \(FuelSums.columns) FROM fleet_transactions t
        WHERE \(scope.condition) AND t.status = 'approved' AND t.reversed_at IS NULL
          AND t.completed_at >= \(span.lowerBound) AND t.completed_at < \(span.upperBound)
        GROUP BY t.driver_id
        ORDER BY liters DESC, t.driver_id
        LIMIT \(limit)
      ) s
      ORDER BY s.liters DESC, s.driver_id
      """, expected: scope.expected
    ) {
      try TopDriver(driverID: $0["driver_id"], name: $0["name"], sums: FuelSums(row: $0))
    }
  }

  /// What a driver filled.
  public func fills(of driver: Driver, in span: Range<Instant>) async throws -> [Fill] {
    let rows = try await database.all(
      """
      SELECT t.vehicle_key, t.occurred_at, t.odometer, t.amount_liters FROM fleet_transactions t
      WHERE t.driver_id = \(driver.id) AND t.status = 'approved' AND t.reversed_at IS NULL
        AND t.completed_at >= \(span.lowerBound) AND t.completed_at < \(span.upperBound)
      ORDER BY t.vehicle_key, t.occurred_at, t.created_at, t.id
      """, FillRow.init(row:))
    let changes = try await meterChanges(
      of: Set(rows.map(\.vehicleKey)).sorted(), in: driver.companyID)
    return rows.map { row in
      let meter = changes[row.vehicleKey]?.count { $0 <= row.occurredAt } ?? 0
      return Fill(
        vehicleKey: row.vehicleKey, meter: meter, odometer: row.odometer, liters: row.liters)
    }
  }

  /// When the meters of vehicles were changed. `is_start` twice has SQLite read the index of
  /// changes, and not through all readings.
  private func meterChanges(
    of vehicles: [String], in company: Company.ID
  ) async throws -> [String: [Instant]] {
    guard !vehicles.isEmpty else { return [:] }
    let changes = try await database.all(
      """
      SELECT o.vehicle_key, o.occurred_at FROM fleet_odometers o
      WHERE o.consumer_company_id = \(company)
        AND o.vehicle_key \(database.dialect.isAmong(.texts(vehicles)))
        AND o.is_start AND o.is_start = \(true)
      """
    ) {
      (try $0.get("vehicle_key", as: String.self), try $0.get("occurred_at", as: Instant.self))
    }
    return Dictionary(grouping: changes) { $0.0 }.mapValues { $0.map(\.1) }
  }
}

extension FuelScope {
  /// The sums of each span of `rows`, by its place. Each is read from its stretch of the index:
  /// Postgres, which does not know how long the spans are, would read the whole index and hold each
  /// row against each span, if it were free to.
  fileprivate func summing(over rows: SQL, in dialect: Dialect) -> SQL {
    // As an expression for all companies, so that no index is chosen by it: only the one by
    // decision has a day together.
    let status: SQL = self == .all ? "t.status || ''" : "t.status"
    let sold: SQL = """
      fleet_transactions t
      WHERE \(condition) AND t.completed_at >= m.c2 AND t.completed_at < m.c3
        AND \(status) = 'approved' AND t.reversed_at IS NULL
      """
    return switch dialect {
    case .postgres:
      """
      SELECT m.c1 AS place, s.*
      FROM \(rows) CROSS JOIN LATERAL (SELECT \(FuelSums.columns) FROM \(sold)) s
      WHERE s.transactions > 0
      ORDER BY m.c1
      """
    case .sqlite:
      """
      SELECT m.c1 AS place, \(FuelSums.columns) FROM \(rows) CROSS JOIN \(sold)
      GROUP BY m.c1
      ORDER BY m.c1
      """
    }
  }

  /// A company, and all of them even more so, may have sold a hundred thousand times in a year.
  fileprivate var expected: ExpectedDuration {
    switch self {
    case .company, .all: .long
    case .driver: .short
    }
  }

  /// Whose `fleet_transactions t` are.
  fileprivate var condition: SQL {
    switch self {
    case .company(let id, .supplier): "t.supplier_company_id = \(id)"
    case .company(let id, .consumer): "t.consumer_company_id = \(id)"
    case .driver(let id): "t.driver_id = \(id)"
    case .all: "t.completed_at IS NOT NULL"
    }
  }
}

extension FuelSums {
  /// Of some `fleet_transactions t`.
  fileprivate static let columns: SQL =
    """
    COUNT(*) AS transactions, \(whole(sum: "t.amount_liters")) AS liters,
    \(whole(sum: "t.total_price")) AS total_price, \(whole(sum: "t.amount_dzd")) AS charged
    """

  fileprivate init(row: Row) throws {
    self.init(
      transactions: try row["transactions"], liters: try row.money("liters", .litres),
      totalPrice: try row.money("total_price", .dinar),
      chargedMoney: try row.money("charged", .dinar))
  }
}

/// A fill as it is read.
private struct FillRow {
  let vehicleKey: String
  let occurredAt: Instant
  let odometer: Odometer?
  let liters: Liters

  init(row: Row) throws {
    vehicleKey = try row["vehicle_key"]
    occurredAt = try row["occurred_at"]
    odometer = try row.get("odometer", as: Int64?.self).map { Odometer(tenths: $0) }
    liters = try row.money("amount_liters", .litres)
  }
}
