public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A live driver.
  public func driver(_ id: Driver.ID) async throws -> LocalDriver? {
    try await database.first(
      """
      SELECT \(Driver.columns) FROM fleet_drivers d WHERE d.id = \(id) AND d.deleted_at IS NULL
      """, LocalDriver.init(row:))
  }

  /// A page of live drivers, newest first.
  public func drivers(
    _ filter: DriverFilter, after place: DriverPlace?, limit: Int
  ) async throws -> [LocalDriver] {
    let page = DriverPage(filter: filter, after: place, limit: limit)
    guard let statement = page.statement else { return [] }
    return try await database.all(statement, LocalDriver.init(row:))
  }

  /// What drivers were served in their months, and what waits.
  public func use(
    of months: [DriverMonth], at now: Instant
  ) async throws -> [Driver.ID: MonthUse] {
    try MonthUse.table(
      of: await database.all(
        MonthUse.selecting(months, at: now, in: database.dialect), MonthUseRow.init(row:)))
  }
}

/// A page of drivers.
private struct DriverPage {
  let filter: DriverFilter
  let after: DriverPlace?
  let limit: Int

  /// Each company has a page of its own, by its index, and of those the first are read: no list
  /// costs more than its pages, however many drivers there are. Nil where nobody is listed.
  var statement: SQL? {
    let pages = filter.companies.map { company in
      """
      SELECT id FROM (
        SELECT d.id FROM fleet_drivers d
        WHERE d.consumer_company_id = \(company) AND \(conditions) \(order)
      ) p
      """ as SQL
    }
    if pages.count == 1, filter.driver == nil {
      return """
        SELECT \(Driver.columns) FROM fleet_drivers d
        WHERE d.consumer_company_id = \(filter.companies[0]) AND \(conditions) \(order)
        """
    }
    let own = filter.driver.map { "SELECT \($0)" as SQL }
    let all = pages + (own.map { [$0] } ?? [])
    guard !all.isEmpty else { return nil }
    return """
      SELECT \(Driver.columns) FROM fleet_drivers d
      WHERE d.id IN (\(SQL.joined(all, separator: " UNION "))) AND \(conditions) \(order)
      """
  }

  private var conditions: SQL {
    var conditions: [SQL] = ["d.deleted_at IS NULL"]
    if let isActive = filter.isActive { conditions.append("d.is_active = \(isActive)") }
    if let after {
      conditions.append("(d.created_at, d.id) < (\(after.createdAt), \(after.id))")
    }
    return SQL.joined(conditions, separator: " AND ")
  }

  private var order: SQL { "ORDER BY d.created_at DESC, d.id DESC LIMIT \(limit)" }
}
