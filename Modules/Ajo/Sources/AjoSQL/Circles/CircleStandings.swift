import Ajo
import Kernel
import Storage

// Of contributions `k`, the cycles `y` that they are paid for, and their circles `c`: what
// `ContributionCharge` says of them, in SQL.
extension Contribution {
  /// What was owed to the recipient of what the pot was paid out without, as far as they have not
  /// forgiven it: nobody owes themself.
  private static let toRecipient: SQL =
    """
    (CASE WHEN y.recipient_id = k.user_id THEN 0 ELSE k.amount - k.covered - k.forgiven END)
    """

  /// What was owed to the host whose pledge paid, as far as they have not forgiven it.
  private static let toHost: SQL =
    "(CASE WHEN k.covered_by = k.user_id THEN 0 ELSE k.covered - k.forgiven_host END)"

  /// Whether somebody is owed what the pot was paid out without, or was covered, and not all of it
  /// was forgiven.
  static let isArrears: SQL =
    """
    (k.state IN ('covered', 'excused') AND k.forgiven_at IS NULL
      AND (y.recipient_id <> k.user_id AND k.covered < k.amount
        OR k.covered > 0 AND k.covered_by <> k.user_id))
    """

  /// Whether the pot waits for it, and it is late. A circle that has ended waits for nothing.
  static let isLate: SQL = "(k.state = 'late' AND c.state = 'active')"

  /// Whether it is still to be paid.
  static let isOpen: SQL =
    "(k.state IN ('pending', 'late') AND c.state = 'active' OR \(isArrears))"

  /// What is owed of it, in minor units, where it is open.
  /// - Parameter lateBefore: the first due day whose grace is not over.
  static func owed(lateBefore: CivilDate) -> SQL {
    """
    CASE WHEN k.state IN ('pending', 'late') THEN k.amount + c.late_fee ELSE
      \(toRecipient) + \(toHost)
      + (CASE WHEN k.late_at IS NULL AND k.due_date >= \(lateBefore)
          OR c.fee_policy = 'pot' AND y.recipient_id = k.user_id
          OR c.late_fee < k.forgiven_fee THEN 0 ELSE c.late_fee - k.forgiven_fee END)
      - k.settled END
    """
  }

  /// Whether a user is owed something of it: its host what was covered, its recipient the rest, and
  /// the late fee where it goes to them. What was settled counts for the recipient first, for the
  /// fee last.
  static func isOwed(to user: UserID) -> SQL {
    """
    (\(isArrears) AND k.user_id <> \(user)
      AND (k.covered_by = \(user) AND \(toHost) > 0 AND \(toRecipient) + \(toHost) > k.settled
        OR y.recipient_id = \(user) AND (\(toRecipient) > k.settled
          OR c.fee_policy = 'pot' AND k.late_at IS NOT NULL AND c.late_fee > k.forgiven_fee
            AND \(toRecipient) + \(toHost) + c.late_fee - k.forgiven_fee > k.settled)))
    """
  }
}

extension MemberStanding {
  /// How the members of a circle stand with cycles up to one. What somebody owes themself, who was
  /// late in their own cycle, nobody owes.
  /// - Parameter lateBefore: the first due day whose grace is not over.
  static func selecting(
    _ circle: Circle.ID, through cycle: Int, lateBefore: CivilDate
  ) -> SQL {
    """
    SELECT m.user_id, \(StandingCounts.columns),
      CAST(COALESCE(SUM(CASE WHEN \(Contribution.isLate) OR \(Contribution.isArrears)
        THEN \(Contribution.owed(lateBefore: lateBefore)) ELSE 0 END), 0) AS bigint) AS owed
    FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
    LEFT JOIN ajo_contributions k
      ON k.circle_id = m.circle_id AND k.user_id = m.user_id AND k.cycle_number <= \(cycle)
    LEFT JOIN ajo_cycles y ON y.circle_id = k.circle_id AND y.number = k.cycle_number
    WHERE m.circle_id = \(circle)
    GROUP BY m.user_id, m.state, m.payout_order
    ORDER BY CASE WHEN m.state = 'active' THEN 0 ELSE 1 END, m.payout_order, m.user_id
    """
  }

  init(row: Row) throws {
    let counts = try StandingCounts(row: row)
    self.init(
      userID: try row["user_id"], paid: counts.paid, onTime: counts.onTime,
      pending: counts.pending, late: counts.late, covered: counts.covered,
      everLate: counts.everLate, owed: try row["owed"])
  }
}

/// How many contributions stand how.
struct StandingCounts {
  let paid: Int
  let onTime: Int
  let pending: Int
  let late: Int
  let covered: Int
  let everLate: Int

  /// Of contributions `k`, their cycles `y` and their circles `c`, grouped.
  static let columns: SQL =
    """
    \(count("k.state = 'paid'")) AS paid,
    \(count("k.state = 'paid' AND k.late_at IS NULL")) AS on_time,
    \(count("k.state = 'pending' AND c.state = 'active'")) AS pending,
    \(count("\(Contribution.isLate) OR \(isExcused)")) AS late,
    \(count("k.state = 'covered' AND \(Contribution.isArrears)")) AS covered,
    \(count("k.late_at IS NOT NULL")) AS ever_late
    """

  private static let isExcused: SQL = "k.state = 'excused' AND \(Contribution.isArrears)"

  private static func count(_ condition: SQL) -> SQL {
    "COALESCE(SUM(CASE WHEN \(condition) THEN 1 ELSE 0 END), 0)"
  }

  /// Nothing.
  init() { (paid, onTime, pending, late, covered, everLate) = (0, 0, 0, 0, 0, 0) }

  init(row: Row) throws {
    (paid, onTime, pending) = (try row["paid"], try row["on_time"], try row["pending"])
    (late, covered, everLate) = (try row["late"], try row["covered"], try row["ever_late"])
  }
}

extension CircleBond {
  /// What binds a user to circles. Circles that are under way are locked; debts of others are only
  /// made smaller.
  static func all(of user: UserID, in sql: any SQLExecutor) throws -> [CircleBond] {
    let active = try sql.all(
      """
      SELECT c.name FROM ajo_circles c JOIN ajo_members m ON m.circle_id = c.id
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
        AND \(Contribution.isOpen)
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
      WHERE m.user_id = \(user) AND (c.state <> 'active' OR m.state <> 'active')
        AND \(Contribution.isOwed(to: user))
      ORDER BY c.id
      LIMIT 10
      """
    ) { CircleBond(circle: try $0["name"], kind: .owed) }
    return active + owes + owed
  }
}
