public import Ajo
public import Kernel
public import Ledger
public import PlatformSQL
import Storage
public import Work

/// Circles in a database of either engine.
public struct SQLCircleStore: CircleStore {
  let work: SQLUnitsOfWork
  let currency: Unit

  /// A store in the database of the context's units of work, whose schema is current.
  /// - Parameter currency: what all amounts are of.
  public init(work: SQLUnitsOfWork, currency: Unit) {
    self.work = work
    self.currency = currency
  }

  /// A circle, whoever is in it.
  public func circle(_ id: Circle.ID) async throws -> Circle? {
    try await work.database.first("SELECT \(Circle.columns) FROM ajo_circles c WHERE c.id = \(id)")
    { try Circle(row: $0, currency) }
  }

  /// A circle that a user is or was in.
  public func circle(_ id: Circle.ID, of user: UserID) async throws -> CircleView? {
    try await work.database.first(
      """
      SELECT \(Circle.columns), \(CircleMember.columns), \(CircleView.unreadColumn)
      FROM ajo_circles c JOIN ajo_members m ON m.circle_id = c.id
      WHERE c.id = \(id) AND m.user_id = \(user)
      """
    ) { try CircleView(row: $0, currency) }
  }

  /// The circle that one joins by a code.
  public func circle(invitedBy code: String) async throws -> Circle? {
    try await work.database.first(
      "SELECT \(Circle.columns) FROM ajo_circles c WHERE c.invite_code = \(code)"
    ) { try Circle(row: $0, currency) }
  }

  /// A page of the circles that a user is or was in, newest first.
  public func circles(
    of user: UserID, in states: Set<Circle.State>, before: Circle.ID?, limit: Int
  ) async throws -> [CircleView] {
    let place: SQL = before.map { "AND m.circle_id < \($0)" } ?? ""
    let among: SQL =
      states.isEmpty ? "" : "AND c.state IN (\(list: states.map(\.rawValue).sorted()))"
    return try await work.database.all(
      """
      SELECT \(Circle.columns), \(CircleMember.columns), \(CircleView.unreadColumn)
      FROM ajo_members m JOIN ajo_circles c ON c.id = m.circle_id
      WHERE m.user_id = \(user) \(place) \(among)
      ORDER BY m.circle_id DESC
      LIMIT \(limit)
      """
    ) { try CircleView(row: $0, currency) }
  }

  /// A page of a circle's members, by turn; those who have gone come last.
  public func members(
    of circle: Circle.ID, after place: MemberPlace?, limit: Int
  ) async throws -> [CircleMember] {
    let rank: SQL = "CASE WHEN m.state = 'active' THEN 0 ELSE 1 END"
    let after: SQL =
      place.map {
        """
        AND (\(rank), m.payout_order, m.user_id)
          > (\($0.isActive ? 0 : 1), \($0.turn), \($0.userID))
        """
      } ?? ""
    return try await work.database.all(
      """
      SELECT \(CircleMember.columns) FROM ajo_members m
      WHERE m.circle_id = \(circle) \(after)
      ORDER BY \(rank), m.payout_order, m.user_id
      LIMIT \(limit)
      """, CircleMember.init(row:))
  }

  /// A page of a circle's cycles, in order.
  public func cycles(
    of circle: Circle.ID, after number: Int, limit: Int
  ) async throws -> [CircleCycle] {
    try await work.database.all(
      """
      SELECT \(CircleCycle.columns) FROM ajo_cycles
      WHERE circle_id = \(circle) AND number > \(number)
      ORDER BY number
      LIMIT \(limit)
      """
    ) { try CircleCycle(row: $0, currency) }
  }

  /// A page of the cycles that were paid out, the latest first.
  public func payouts(
    of circle: Circle.ID, before number: Int, limit: Int
  ) async throws -> [CircleCycle] {
    try await work.database.all(
      """
      SELECT \(CircleCycle.columns) FROM ajo_cycles
      WHERE circle_id = \(circle) AND number < \(number) AND paid IS NOT NULL
      ORDER BY number DESC
      LIMIT \(limit)
      """
    ) { try CircleCycle(row: $0, currency) }
  }

  /// A page of a circle's contributions, by cycle and member.
  public func contributions(
    _ filter: ContributionFilter, after place: ContributionPlace?, limit: Int
  ) async throws -> [Contribution] {
    var conditions: [SQL] = ["circle_id = \(filter.circleID)"]
    if let cycle = filter.cycle { conditions.append("cycle_number = \(cycle)") }
    if let user = filter.userID { conditions.append("user_id = \(user)") }
    if let state = filter.state { conditions.append("state = \(state.rawValue)") }
    if let place {
      conditions.append("(cycle_number, user_id) > (\(place.cycle), \(place.userID))")
    }
    return try await work.database.all(
      """
      SELECT \(Contribution.columns) FROM ajo_contributions
      WHERE \(SQL.joined(conditions, separator: " AND "))
      ORDER BY cycle_number, user_id
      LIMIT \(limit)
      """
    ) { try Contribution(row: $0, currency) }
  }

  /// A member's contribution to a cycle.
  public func contribution(
    _ cycle: Int, of member: UserID, in circle: Circle.ID
  ) async throws -> Contribution? {
    let filter = ContributionFilter(circleID: circle, cycle: cycle, userID: member)
    return try await contributions(filter, after: nil, limit: 1).first
  }

  /// To which circles and cycles transfers belong.
  public func movements(_ transfers: [Transfer.ID]) async throws -> [CircleMovement] {
    guard !transfers.isEmpty else { return [] }
    let among = work.database.dialect.isAmong(.uuids(transfers.map { $0.rawValue }))
    return try await work.database.all(
      """
      SELECT transfer_id, circle_id, cycle_number FROM ajo_movements
      WHERE transfer_id \(among)
      """
    ) {
      try CircleMovement(
        transferID: $0["transfer_id"], circleID: $0["circle_id"], cycle: $0["cycle_number"])
    }
  }

  /// The earliest moment at which circles are to be looked at.
  public func dueMoment(by now: Instant, after moment: Instant?) async throws -> Instant? {
    let place: SQL = moment.map { "AND due_at > \($0)" } ?? ""
    return try await work.database.first(
      """
      SELECT due_at FROM ajo_circles
      WHERE due_at IS NOT NULL AND due_at <= \(now) \(place)
        AND (held_until IS NULL OR held_until <= \(now))
      ORDER BY due_at
      LIMIT 1
      """
    ) { try $0["due_at"] }
  }

  /// A page of the circles that are to be looked at at a moment, in the order of their ids.
  public func due(
    at moment: Instant, by now: Instant, after: Circle.ID?, through last: Circle.ID?, limit: Int
  ) async throws -> [Circle.ID] {
    let from: SQL = after.map { "AND id > \($0)" } ?? ""
    let to: SQL = last.map { "AND id <= \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT id FROM ajo_circles
      WHERE due_at = \(moment) \(from) \(to)
        AND (held_until IS NULL OR held_until <= \(now))
      ORDER BY id
      LIMIT \(limit)
      """
    ) { try $0["id"] }
  }

  /// Throws the answer that is kept under a key as `Replay`.
  public func replay(_ key: IdempotencyKey) async throws { try await work.replay(key) }

  /// What is looked up before a member deletes their account: circles under way, and debts.
  public var leaving: LeavingQuestion {
    LeavingQuestion { user, sql in
      try CircleBond.all(of: user, in: sql).map(\.objectionToLeaving)
    }
  }

  /// Runs a unit of work.
  public func atomically<Value: Sendable>(
    _ once: Once<Value>, claiming claims: UnitClaims?,
    _ body: @escaping @Sendable (any CircleTransaction) throws -> Value
  ) async throws -> Value {
    try await work.transaction(once, claiming: claims) { [currency] in
      try body(SQLCircleTransaction(unit: $0, currency: currency))
    }
  }
}
