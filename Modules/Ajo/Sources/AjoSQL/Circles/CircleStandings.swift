import Ajo
import Kernel
import Storage

extension MemberStanding {
  /// How the members of a circle stand with cycles up to one. What somebody owes themself, who was
  /// late in their own cycle, nobody owes.
  static func selecting(_ circle: Circle.ID, through cycle: Int) -> SQL {
    """
    SELECT m.user_id,
      COALESCE(SUM(CASE WHEN k.state = 'paid' THEN 1 ELSE 0 END), 0) AS paid,
      COALESCE(SUM(CASE WHEN k.state = 'paid' AND k.late_at IS NULL THEN 1 ELSE 0 END), 0)
        AS on_time,
      COALESCE(SUM(CASE WHEN k.state = 'pending' THEN 1 ELSE 0 END), 0) AS pending,
      COALESCE(SUM(CASE WHEN k.state = 'late' OR k.state = 'excused' AND \(isOwed)
        THEN 1 ELSE 0 END), 0) AS late,
      COALESCE(SUM(CASE WHEN k.state = 'covered' THEN 1 ELSE 0 END), 0) AS covered,
      COALESCE(SUM(CASE WHEN k.late_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS ever_late,
      COALESCE(SUM(CASE WHEN k.state IN ('late', 'covered') OR k.state = 'excused' AND \(isOwed)
        THEN k.amount + c.late_fee - k.settled ELSE 0 END), 0) AS owed
    FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
    LEFT JOIN ajo_contributions k
      ON k.circle_id = m.circle_id AND k.user_id = m.user_id AND k.cycle_number <= \(cycle)
    LEFT JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
    WHERE m.circle_id = \(circle)
    GROUP BY m.user_id, m.state, m.payout_order
    ORDER BY CASE WHEN m.state = 'active' THEN 0 ELSE 1 END, m.payout_order, m.user_id
    """
  }

  private static let isOwed: SQL = "(k.covered > 0 OR y.recipient_id <> k.user_id)"

  init(row: Row) throws {
    self.init(
      userID: try row["user_id"], paid: try row["paid"], onTime: try row["on_time"],
      pending: try row["pending"], late: try row["late"], covered: try row["covered"],
      everLate: try row["ever_late"], owed: try row["owed"])
  }
}

extension CircleBond {
  /// What binds a user to circles. Circles that are under way are locked; debts of others are only
  /// made smaller.
  static func all(of user: UserID, in sql: any SQLExecutor) throws -> [CircleBond] {
    let active = try sql.all(
      """
      SELECT c.name FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
      WHERE m.user_id = \(user) AND m.state = 'active' AND c.state = 'active'
      ORDER BY m.circle_id
      LIMIT 10 \(sql.dialect.lockingRows)
      """
    ) { CircleBond(circle: try $0["name"], kind: .active) }
    let owes = try sql.all(
      """
      SELECT DISTINCT c.id, c.name FROM ajo_contributions k
      JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
      JOIN ajo_circles c ON c.id = k.circle_id
      JOIN ajo_members m ON m.circle_id = k.circle_id AND m.user_id = k.user_id
      WHERE k.user_id = \(user) AND (c.state <> 'active' OR m.state <> 'active')
        AND (k.state IN ('covered', 'excused') AND (k.covered > 0 OR y.recipient_id <> k.user_id)
          OR k.state IN ('pending', 'late') AND c.state = 'active')
      ORDER BY c.id
      LIMIT 10
      """
    ) { CircleBond(circle: try $0["name"], kind: .owes) }
    let owed = try sql.all(
      """
      SELECT DISTINCT c.id, c.name FROM ajo_members m
      JOIN ajo_circles c ON c.id = m.circle_id
      JOIN ajo_contributions k ON k.circle_id = m.circle_id
      JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
      WHERE m.user_id = \(user) AND k.user_id <> \(user)
        AND (c.state <> 'active' OR m.state <> 'active')
        AND k.state IN ('covered', 'excused')
        AND (k.covered_by = \(user) OR y.recipient_id = \(user) AND k.covered < k.amount)
      ORDER BY c.id
      LIMIT 10
      """
    ) { CircleBond(circle: try $0["name"], kind: .owed) }
    return active + owes + owed
  }
}
