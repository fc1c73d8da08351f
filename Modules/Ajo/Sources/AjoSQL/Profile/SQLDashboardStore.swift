public import Ajo
public import Kernel
public import Storage

/// The figures of dashboards from a database of either engine.
public struct SQLDashboardStore: DashboardStore {
  let database: any Database

  /// Reads a database whose schema is current.
  public init(database: any Database) {
    self.database = database
  }

  /// What a user paid into circles.
  public func saved(by user: UserID, in months: [MonthSpan]) async throws -> SavedFigures {
    let figures = try await database.first(
      """
      SELECT \(Self.sum(Self.paidAmount)) AS total,
        count(CASE WHEN state <> 'pending' AND state <> 'refunded' THEN 1 END) AS decided,
        count(CASE WHEN state = 'paid' AND late_at IS NULL THEN 1 END) AS on_time
        \(Self.sums(of: Self.paidAmount, at: "paid_at", in: months))
      FROM ajo_contributions
      WHERE user_id = \(user)
      """
    ) { row in
      SavedFigures(
        total: try row["total"], decided: try row["decided"], onTime: try row["on_time"],
        byMonth: try Self.byMonth(months, in: row, after: 3))
    }
    return figures
      ?? SavedFigures(total: 0, decided: 0, onTime: 0, byMonth: months.map { _ in 0 })
  }

  /// What a user had from circles.
  public func received(by user: UserID, in months: [MonthSpan]) async throws -> ReceivedFigures {
    let figures = try await database.first(
      """
      SELECT \(Self.sum("amount")) AS total \(Self.sums(of: "amount", at: "at", in: months))
      FROM (
        SELECT paid AS amount, paid_at AS at FROM ajo_cycles
        WHERE recipient_id = \(user) AND paid_at IS NOT NULL
        UNION ALL
        SELECT c.amount - c.covered - c.forgiven, c.paid_at
        FROM ajo_cycles y
        JOIN ajo_contributions c ON c.circle_id = y.circle_id AND c.cycle_number = y.number
        WHERE y.recipient_id = \(user) AND c.user_id <> \(user) AND c.state = 'paid'
          AND c.paid_at > y.paid_at
      ) received
      """
    ) { row in
      ReceivedFigures(
        total: try row["total"], byMonth: try Self.byMonth(months, in: row, after: 1))
    }
    return figures ?? ReceivedFigures(total: 0, byMonth: months.map { _ in 0 })
  }

  /// What is to come for a user.
  public func upcoming(of user: UserID, in unit: Unit) async throws -> UpcomingFigures {
    let payout = try await database.first(
      """
      SELECT y.circle_id, k.name, y.due_date, k.amount * k.members_count AS amount
      FROM ajo_cycles y JOIN ajo_circles k ON k.id = y.circle_id
      WHERE y.recipient_id = \(user) AND y.paid_at IS NULL AND k.state = 'active'
      ORDER BY y.due_date, y.circle_id
      LIMIT 1
      """
    ) { try Dashboard.Upcoming(row: $0, unit: unit) }
    let contribution = try await database.first(
      """
      SELECT c.circle_id, k.name, c.due_date, c.amount
      FROM ajo_contributions c JOIN ajo_circles k ON k.id = c.circle_id
      WHERE c.user_id = \(user) AND c.state IN ('pending', 'late') AND k.state = 'active'
      ORDER BY c.due_date, c.circle_id
      LIMIT 1
      """
    ) { try Dashboard.Upcoming(row: $0, unit: unit) }
    let circles = try await database.first(
      """
      SELECT count(*) FROM ajo_members m JOIN ajo_circles k ON k.id = m.circle_id
      WHERE m.user_id = \(user) AND m.state = 'active' AND k.state = 'active'
      """
    ) { try $0.get(0, as: Int.self) }
    return UpcomingFigures(
      payout: payout, contribution: contribution, activeCircles: circles ?? 0)
  }

  /// What was paid of a contribution: what was forgiven of it was not.
  private static let paidAmount: SQL =
    "CASE WHEN state = 'paid' THEN amount - forgiven - forgiven_host END"

  /// A sum that is a whole number on both engines, and 0 of nothing.
  private static func sum(_ amount: SQL) -> SQL {
    "CAST(coalesce(sum(\(amount)), 0) AS bigint)"
  }

  /// A column for each month.
  private static func sums(of amount: SQL, at instant: SQL, in months: [MonthSpan]) -> SQL {
    let columns = months.map { month -> SQL in
      let inMonth: SQL =
        """
        CASE WHEN \(instant) >= \(month.begins) AND \(instant) < \(month.ends)
          THEN \(amount) END
        """
      return ", \(sum(inMonth))"
    }
    return SQL.joined(columns, separator: " ")
  }

  /// The columns of the months, which stand behind some others.
  private static func byMonth(
    _ months: [MonthSpan], in row: Row, after others: Int
  ) throws -> [Int64] {
    try months.indices.map { try row.get(others + $0, as: Int64.self) }
  }
}

extension Dashboard.Upcoming {
  fileprivate init(row: Row, unit: Unit) throws {
    self.init(
      circleID: try row["circle_id"], circleName: try row["name"],
      amount: Money(minorUnits: try row["amount"], unit: unit), dueDate: try row["due_date"])
  }
}
