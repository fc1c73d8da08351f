public import Ajo
public import Kernel
import PlatformSQL
import Storage

extension SQLCircleStore {
  /// A page of the circles whose members are to be reminded, in the order of their ids.
  public func circlesToRemind(
    by now: Instant, after id: Circle.ID?, through last: Circle.ID?, limit: Int
  ) async throws -> [Circle.ID] {
    let start: SQL = id.map { "AND id > \($0)" } ?? ""
    let end: SQL = last.map { "AND id <= \($0)" } ?? ""
    let place: SQL = "\(start) \(end)"
    return try await work.database.all(
      """
      SELECT id FROM (
        SELECT id FROM ajo_circles
        WHERE state = 'active' AND (remind_at IS NULL OR remind_at <= \(now)) \(place)
        UNION ALL
        SELECT id FROM ajo_circles
        WHERE state IN ('completed', 'cancelled') AND remind_at <= \(now) \(place)
      ) circles
      ORDER BY id
      LIMIT \(limit)
      """
    ) { try $0["id"] }
  }
}

extension SQLCircleTransaction {
  func nextReminder(of circle: Circle.ID) throws -> Instant? {
    try sql.first("SELECT remind_at FROM ajo_circles WHERE id = \(circle)") {
      try $0.get("remind_at", as: Instant?.self)
    } ?? nil
  }

  func setNextReminder(_ moment: Instant?, of circle: Circle.ID) throws {
    try sql.deferred(["UPDATE ajo_circles SET remind_at = \(moment) WHERE id = \(circle)"])
  }

  func openContributions(
    to circle: Circle.ID, dueBy day: CivilDate
  ) throws -> [Contribution] {
    try sql.all(
      """
      SELECT \(Contribution.columns) FROM ajo_contributions
      WHERE circle_id = \(circle) AND due_date <= \(day)
        AND state IN ('pending', 'late', 'covered', 'excused')
      ORDER BY cycle_number, user_id
      """
    ) { try Contribution(row: $0, currency) }
  }
}
