public import Ajo
public import Kernel
import Storage

extension SQLDashboardStore: OpenContributionStore {
  /// Contributions of a user that are due by a day and not paid. What the pot was paid out without
  /// is owed to whoever went without it, unless that is the member.
  public func openContributions(
    of user: UserID, dueBy latest: CivilDate, in unit: Unit
  ) async throws -> [OpenContribution] {
    let open = try await database.all(
      """
      SELECT \(Contribution.columns), (
        SELECT y.recipient_id FROM ajo_cycles y
        WHERE y.circle_id = k.circle_id AND y.number = k.cycle_number) AS recipient_id
      FROM ajo_contributions k
      WHERE k.user_id = \(user) AND k.due_date <= \(latest) AND EXISTS (
        SELECT 1 FROM ajo_circles c
        JOIN ajo_cycles y ON y.circle_id = c.id AND y.number = k.cycle_number
        WHERE c.id = k.circle_id AND \(Contribution.isOpen))
      ORDER BY k.due_date, k.circle_id
      LIMIT 50
      """
    ) { row in
      (try Contribution(row: row, unit), recipient: try row.get("recipient_id", as: UserID.self))
    }
    guard !open.isEmpty else { return [] }
    let ids = SQLValue.uuids(Set(open.map { $0.0.circleID.rawValue }).sorted())
    let circles = try await database.all(
      """
      SELECT \(Circle.columns) FROM ajo_circles c WHERE c.id \(database.dialect.isAmong(ids))
      """
    ) { try Circle(row: $0, unit) }
    let byID = Dictionary(uniqueKeysWithValues: circles.map { ($0.id, $0) })
    return open.compactMap { contribution, recipient in
      byID[contribution.circleID].map {
        OpenContribution(contribution: contribution, circle: $0, recipientID: recipient)
      }
    }
  }
}
