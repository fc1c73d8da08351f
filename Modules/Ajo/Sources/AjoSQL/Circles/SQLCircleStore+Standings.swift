public import Ajo
public import Kernel
import PlatformSQL
import Storage

extension SQLCircleStore {
  /// The first cycle to which a member owes something that is late.
  public func oldestDebt(of member: UserID, in circle: Circle) async throws -> Int? {
    try await work.database.first(
      """
      SELECT k.cycle_number FROM ajo_contributions k
      JOIN ajo_circles c ON c.id = k.circle_id
      JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
      WHERE k.circle_id = \(circle.id) AND k.user_id = \(member)
        AND (\(Contribution.isLate) OR \(Contribution.isArrears))
      ORDER BY k.cycle_number
      LIMIT 1
      """
    ) { try $0.get(0, as: Int.self) }
  }

  /// How each member stands, by turn.
  public func standings(
    of circle: Circle, through cycle: Int, lateBefore: CivilDate
  ) async throws -> [MemberStanding] {
    try await work.database.all(
      MemberStanding.selecting(circle.id, through: cycle, lateBefore: lateBefore),
      MemberStanding.init(row:))
  }

  /// A page of all circles, newest first, each with how it stands.
  public func overviews(
    _ filter: CircleFilter, on today: CivilDate, before: Circle.ID?, limit: Int
  ) async throws -> [CircleOverview] {
    let circles = try await work.database.all(
      """
      SELECT \(Circle.columns), (
        SELECT y.recipient_id FROM ajo_cycles y
        WHERE y.circle_id = c.id AND y.number = c.current_cycle) AS recipient_id
      FROM ajo_circles c
      WHERE \(SQL.joined(filter.conditions(on: today, before: before), separator: " AND "))
      ORDER BY c.id DESC
      LIMIT \(limit)
      """
    ) { row in
      (try Circle(row: row, currency), recipient: try row.get("recipient_id", as: UserID?.self))
    }
    guard !circles.isEmpty else { return [] }
    let counts = try await counts(of: circles.map(\.0.id), on: today)
    return circles.map { circle, recipient in
      let (pot, counts) = counts[circle.id] ?? (pot: 0, counts: StandingCounts())
      return CircleOverview(
        circle: circle, nextRecipient: recipient, pot: Money(minorUnits: pot, unit: currency),
        paid: counts.paid, onTime: counts.onTime, pending: counts.pending, late: counts.late,
        covered: counts.covered, everLate: counts.everLate)
    }
  }

  /// How contributions to circles stand, and what is in for the cycles that are under way.
  private func counts(
    of circles: [Circle.ID], on today: CivilDate
  ) async throws -> [Circle.ID: (pot: Int64, counts: StandingCounts)] {
    let among = work.database.dialect.isAmong(.uuids(circles.map { $0.rawValue }))
    let rows = try await work.database.all(
      """
      SELECT k.circle_id, \(StandingCounts.columns), CAST(COALESCE(SUM(
          CASE WHEN c.current_cycle IS NULL OR k.cycle_number <> c.current_cycle THEN 0
            WHEN k.state = 'paid'
            THEN k.amount + CASE WHEN c.fee_policy = 'pot' THEN k.fee ELSE 0 END
            WHEN k.state IN ('covered', 'excused') THEN k.covered ELSE 0 END), 0) AS bigint)
          AS pot
      FROM ajo_circles c
      JOIN ajo_contributions k ON k.circle_id = c.id
        AND (k.cycle_number <= COALESCE(c.current_cycle, c.cycles) OR k.due_date <= \(today))
      JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
      WHERE c.id \(among) AND k.circle_id \(among)
      GROUP BY k.circle_id
      """
    ) { row in
      (
        try row.get("circle_id", as: Circle.ID.self), pot: try row.get("pot", as: Int64.self),
        counts: try StandingCounts(row: row)
      )
    }
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.0, (pot: $0.pot, counts: $0.counts)) })
  }
}

extension CircleFilter {
  /// What circles `c` are looked for by.
  fileprivate func conditions(on today: CivilDate, before: Circle.ID?) -> [SQL] {
    var conditions: [SQL] = ["1 = 1"]
    if let before { conditions.append("c.id < \(before)") }
    if let state { conditions.append("c.state = \(state.rawValue)") }
    if let hostID { conditions.append("c.host_id = \(hostID)") }
    switch health {
    case .late: conditions.append(Self.isLate)
    case .short: conditions.append(Self.isShort(on: today))
    case .good: conditions.append("NOT \(Self.isLate) AND NOT \(Self.isShort(on: today))")
    case nil: break
    }
    return conditions
  }

  private static let isLate: SQL =
    """
    EXISTS (SELECT 1 FROM ajo_contributions k
      JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
      WHERE k.circle_id = c.id
        AND (\(Contribution.isLate) OR \(Contribution.isArrears)))
    """

  private static func isShort(on today: CivilDate) -> SQL {
    """
    EXISTS (SELECT 1 FROM ajo_contributions k
      WHERE k.circle_id = c.id AND k.cycle_number = c.current_cycle
        AND k.state IN ('pending', 'late') AND k.due_date < \(today))
    """
  }
}
