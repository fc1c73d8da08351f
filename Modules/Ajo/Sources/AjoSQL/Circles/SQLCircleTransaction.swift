import Ajo
import Kernel
import PlatformSQL
import Storage
import Work

/// Circles within one unit of work: what is read.
struct SQLCircleTransaction: CircleTransaction {
  let unit: SQLWork
  let currency: Unit

  var work: any Work { unit }
  var sql: any SQLExecutor { unit.sql }

  func lockCircle(_ id: Circle.ID) throws -> Circle? {
    try sql.first(locking(id)) { try Circle(row: $0, currency) }
  }

  func lockCircle(
    _ id: Circle.ID, with question: CircleQuestion
  ) throws -> (circle: Circle, parts: CircleParts)? {
    let circle = try sql.pending(locking(id))
    let isAside = !question.window.contains(question.cycle)
    let single =
      try isAside
      ? sql.pending(Self.contribution(question.cycle, of: question.member, in: id)) : nil
    var parts = try parts(of: id, contributionsTo: question.window)
    guard let row = try circle.rows().first else { return nil }
    if let single {
      parts.contributions += try single.rows().map { try Contribution(row: $0, currency) }
    }
    return (try Circle(row: row, currency), parts)
  }

  private func locking(_ id: Circle.ID) -> SQL {
    """
    SELECT \(Circle.columns) FROM ajo_circles c WHERE c.id = \(id) \(sql.dialect.lockingRows)
    """
  }

  func lockCircle(invitedBy code: String) throws -> Circle? {
    try sql.first(
      """
      SELECT \(Circle.columns) FROM ajo_circles c
      WHERE c.invite_code = \(code) \(sql.dialect.lockingRows)
      """
    ) { try Circle(row: $0, currency) }
  }

  func member(_ user: UserID, of circle: Circle.ID) throws -> CircleMember? {
    try sql.first(
      """
      SELECT \(CircleMember.columns) FROM ajo_members m
      WHERE m.circle_id = \(circle) AND m.user_id = \(user)
      """, CircleMember.init(row:))
  }

  func members(of circle: Circle.ID) throws -> [CircleMember] {
    try sql.all(Self.members(of: circle), CircleMember.init(row:))
  }

  func parts(
    of circle: Circle.ID, contributionsTo cycles: ClosedRange<Int>
  ) throws -> CircleParts {
    let answers = try sql.pipeline([
      Self.members(of: circle),
      """
      SELECT \(CircleCycle.columns) FROM ajo_cycles WHERE circle_id = \(circle) ORDER BY number
      """,
      """
      SELECT \(Contribution.columns) FROM ajo_contributions
      WHERE circle_id = \(circle)
        AND cycle_number BETWEEN \(cycles.lowerBound) AND \(cycles.upperBound)
      """,
    ])
    let members = try answers[0].map(CircleMember.init(row:))
    let turns = Dictionary(
      members.map { ($0.userID, $0.turn) }, uniquingKeysWith: { first, _ in first })
    let contributions = try answers[2].map { try Contribution(row: $0, currency) }
    return CircleParts(
      members: members, cycles: try answers[1].map { try CircleCycle(row: $0, currency) },
      contributions: contributions.sorted {
        ($0.cycle, turns[$0.userID] ?? .max, $0.userID)
          < ($1.cycle, turns[$1.userID] ?? .max, $1.userID)
      })
  }

  private static func members(of circle: Circle.ID) -> SQL {
    """
    SELECT \(CircleMember.columns) FROM ajo_members m
    WHERE m.circle_id = \(circle) AND m.state = 'active'
    ORDER BY m.payout_order, m.user_id
    """
  }

  func circleAhead(
    of circle: Circle.ID, sharing users: [UserID], dueBy moment: Instant
  ) throws -> Circle.ID? {
    let among = sql.dialect.isAmong(.uuids(users.map { $0.rawValue }))
    return try sql.first(
      """
      SELECT c.id FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
      WHERE m.user_id \(among) AND m.circle_id < \(circle)
        AND m.state = 'active' AND m.mandate AND c.due_at <= \(moment)
        AND c.held_until IS NULL
      ORDER BY c.id
      LIMIT 1
      """
    ) { try $0["id"] }
  }

  func formingCircles(of user: UserID, limit: Int) throws -> [Circle.ID] {
    try sql.all(
      """
      SELECT c.id FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
      WHERE m.user_id = \(user) AND c.state = 'forming'
      ORDER BY m.circle_id
      LIMIT \(limit)
      """
    ) { try $0["id"] }
  }

  func contribution(
    _ cycle: Int, of member: UserID, in circle: Circle.ID
  ) throws -> Contribution? {
    try sql.first(Self.contribution(cycle, of: member, in: circle)) {
      try Contribution(row: $0, currency)
    }
  }

  private static func contribution(
    _ cycle: Int, of member: UserID, in circle: Circle.ID
  ) -> SQL {
    """
    SELECT \(Contribution.columns) FROM ajo_contributions
    WHERE circle_id = \(circle) AND cycle_number = \(cycle) AND user_id = \(member)
    """
  }

  func contribution(_ id: Contribution.ID, in circle: Circle.ID) throws -> Contribution? {
    try sql.first(
      """
      SELECT \(Contribution.columns) FROM ajo_contributions
      WHERE id = \(id) AND circle_id = \(circle)
      """
    ) { try Contribution(row: $0, currency) }
  }

  func contributions(
    to circle: Circle.ID, in states: Set<Contribution.State>
  ) throws -> [Contribution] {
    try sql.all(
      """
      SELECT \(Contribution.columns) FROM ajo_contributions
      WHERE circle_id = \(circle) AND state IN (\(list: states.map(\.rawValue).sorted()))
      ORDER BY cycle_number, user_id
      """
    ) { try Contribution(row: $0, currency) }
  }
}
