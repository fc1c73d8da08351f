public import Ajo
public import Kernel
import Storage

extension SQLDashboardStore: OpenContributionStore {
  /// Contributions of a user that are due by a day and not paid. What the pot was paid out without
  /// is owed to whoever went without it, unless that is the member.
  public func openContributions(
    of user: UserID, dueBy latest: CivilDate, in unit: Unit
  ) async throws -> [OpenContribution] {
    try await database.all(
      """
      SELECT c.circle_id, k.name, k.time_zone, c.amount, c.due_date, c.state
      FROM ajo_contributions c
      JOIN ajo_circles k ON k.id = c.circle_id
      JOIN ajo_cycles y ON y.circle_id = c.circle_id AND y.number = c.cycle_number
      WHERE c.user_id = \(user) AND c.due_date <= \(latest)
        AND (c.state IN ('pending', 'late') AND k.state = 'active'
          OR c.state IN ('covered', 'excused') AND y.recipient_id <> c.user_id)
      ORDER BY c.due_date, c.circle_id
      LIMIT 50
      """
    ) { row in
      OpenContribution(
        circleID: try row["circle_id"], circleName: try row["name"],
        timeZone: try row["time_zone"],
        amount: Money(minorUnits: try row["amount"], unit: unit), dueDate: try row["due_date"],
        isLate: try row["state"] != "pending")
    }
  }
}
