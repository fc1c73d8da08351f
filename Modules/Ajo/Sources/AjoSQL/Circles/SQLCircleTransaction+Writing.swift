import Ajo
import Kernel
import PlatformSQL
import Storage

// What a unit of work writes of circles. A circle's row is locked, so that nobody else writes.
extension SQLCircleTransaction {
  func insert(_ circle: Circle) throws {
    let terms = circle.terms
    try sql.execute(
      """
      INSERT INTO ajo_circles (id, name, host_id, state, amount, frequency, cycle_start_date,
        time_zone, size, members_count, payout_order, default_policy, fee_policy, late_fee,
        grace_days, invite_code, invite_expires_at, version, created_at)
      VALUES (\(circle.id), \(terms.name), \(circle.hostID), \(circle.state.rawValue),
        \(terms.amount.minorUnits), \(terms.frequency.rawValue), \(terms.startDate),
        \(terms.timeZone), \(terms.size), \(circle.membersCount), \(terms.turnOrder.rawValue),
        \(terms.defaultPolicy.rawValue), \(terms.feePolicy.rawValue),
        \(terms.lateFee.minorUnits), \(terms.graceDays), \(circle.invite?.code),
        \(circle.invite?.expiresAt), \(circle.version), \(circle.createdAt))
      """)
  }

  func update(_ circle: Circle) throws {
    let terms = circle.terms
    try sql.deferred([
      """
      UPDATE ajo_circles
      SET name = \(terms.name), host_id = \(circle.hostID), state = \(circle.state.rawValue),
        amount = \(terms.amount.minorUnits), frequency = \(terms.frequency.rawValue),
        cycle_start_date = \(terms.startDate), time_zone = \(terms.timeZone),
        size = \(terms.size), members_count = \(circle.membersCount),
        payout_order = \(terms.turnOrder.rawValue),
        order_seed = \(circle.orderSeed?.description),
        default_policy = \(terms.defaultPolicy.rawValue),
        fee_policy = \(terms.feePolicy.rawValue), late_fee = \(terms.lateFee.minorUnits),
        grace_days = \(terms.graceDays), invite_code = \(circle.invite?.code),
        invite_expires_at = \(circle.invite?.expiresAt), cycles = \(circle.cycles),
        current_cycle = \(circle.currentCycle), due_at = \(circle.dueAt),
        held_until = \(circle.heldUntil), pot = \(circle.pot.minorUnits),
        version = \(circle.version), started_at = \(circle.startedAt),
        ended_at = \(circle.endedAt)
      WHERE id = \(circle.id)
      """
    ])
  }

  func insert(_ member: CircleMember) throws {
    try sql.execute(
      """
      INSERT INTO ajo_members (circle_id, user_id, role, state, payout_order, mandate, joined_at,
        read_number)
      VALUES (\(member.circleID), \(member.userID), \(member.role.rawValue),
        \(member.state.rawValue), \(member.turn), \(member.mandate), \(member.joinedAt),
        (SELECT COALESCE(MAX(number), 0) FROM ajo_messages WHERE circle_id = \(member.circleID)))
      """)
  }

  func update(_ members: [CircleMember]) throws {
    try sql.deferred(
      members.map { member in
        """
        UPDATE ajo_members
        SET role = \(member.role.rawValue), state = \(member.state.rawValue),
          payout_order = \(member.turn), mandate = \(member.mandate),
          pledge_offer = \(member.pledgeOffer), ended_at = \(member.endedAt)
        WHERE circle_id = \(member.circleID) AND user_id = \(member.userID)
        """
      })
  }

  func remove(_ member: CircleMember) throws {
    try sql.deferred([
      """
      DELETE FROM ajo_members
      WHERE circle_id = \(member.circleID) AND user_id = \(member.userID)
      """
    ])
  }

  func insert(_ cycles: [CircleCycle], _ contributions: [Contribution]) throws {
    guard let amount = contributions.first?.amount, let circle = cycles.first?.circleID else {
      return
    }
    let rows = sql.dialect.unnest(
      [
        .uuids(contributions.map { $0.id.rawValue }),
        .integers(contributions.map { Int64($0.cycle) }),
        .uuids(contributions.map { $0.userID.rawValue }),
      ], as: "rows")
    try sql.deferred(
      cycles.map { cycle in
        """
        INSERT INTO ajo_cycles (circle_id, number, due_date, recipient_id)
        VALUES (\(cycle.circleID), \(cycle.number), \(cycle.dueDate), \(cycle.recipientID))
        """
      } + [
        """
        INSERT INTO ajo_contributions (id, circle_id, cycle_number, user_id, state, amount,
          due_date)
        SELECT c1, y.circle_id, y.number, c3, 'pending', \(amount.minorUnits), y.due_date
        FROM \(rows) JOIN ajo_cycles y ON y.circle_id = \(circle) AND y.number = c2
        """
      ])
  }

  func update(_ cycles: [CircleCycle]) throws {
    guard !cycles.isEmpty else { return }
    try sql.deferred(
      cycles.map { cycle in
        """
        UPDATE ajo_cycles
        SET recipient_id = \(cycle.recipientID), paid = \(cycle.payout?.amount.minorUnits),
          paid_at = \(cycle.payout?.paidAt), transfer_id = \(cycle.payout?.transferID)
        WHERE circle_id = \(cycle.circleID) AND number = \(cycle.number)
        """
      })
  }

  func update(_ contributions: [Contribution]) throws {
    guard !contributions.isEmpty else { return }
    // On a due day all of a circle are paid at once, in time: they go as arrays.
    let plain = contributions.filter(\.isPlainPayment)
    var statements = contributions.filter { !$0.isPlainPayment }.map(Self.updating)
    if let paidAt = plain.first?.paidAt {
      let ids = SQLValue.uuids(plain.map { $0.id.rawValue })
      let rows = sql.dialect.unnest(
        [ids, .uuids(plain.compactMap { $0.transferID?.rawValue })], as: "rows")
      // By the index, whatever Postgres thinks of the table's size; SQLite does so anyway.
      let found: SQL = sql.dialect == .postgres ? "id \(sql.dialect.isAmong(ids)) AND " : ""
      statements.append(
        """
        UPDATE ajo_contributions SET state = 'paid', paid_at = \(paidAt), transfer_id = c2
        FROM \(rows) WHERE \(found)id = c1
        """)
    }
    try sql.deferred(statements)
  }

  private static func updating(_ contribution: Contribution) -> SQL {
    """
    UPDATE ajo_contributions
    SET user_id = \(contribution.userID), state = \(contribution.state.rawValue),
      fee = \(contribution.fee.minorUnits), covered = \(contribution.covered.minorUnits),
      covered_by = \(contribution.coveredBy), settled = \(contribution.settled.minorUnits),
      late_at = \(contribution.lateAt),
      paid_at = \(contribution.paidAt), transfer_id = \(contribution.transferID),
      forgiven = \(contribution.forgiven.toCycle),
      forgiven_host = \(contribution.forgiven.toHost),
      forgiven_fee = \(contribution.forgiven.fee), forgiven_at = \(contribution.forgiven.endedAt)
    WHERE id = \(contribution.id)
    """
  }

  func note(_ movements: [CircleMovement]) throws {
    guard let circle = movements.first?.circleID else { return }
    let rows = sql.dialect.unnest(
      [
        .uuids(movements.map { $0.transferID.rawValue }),
        .integers(movements.map { Int64($0.cycle ?? 0) }),
      ], as: "rows")
    try sql.deferred([
      """
      INSERT INTO ajo_movements (transfer_id, circle_id, cycle_number)
      SELECT c1, \(circle), NULLIF(c2, 0) FROM \(rows)
      """
    ])
  }

  func stopMandates(of user: UserID) throws {
    // Circles are locked first, in the order of their ids: whoever has read a member under that
    // lock writes the mandate as it was.
    let circles = try sql.all(
      """
      SELECT circle_id FROM ajo_members
      WHERE user_id = \(user) AND (mandate OR pledge_offer > 0)
      """
    ) { try $0.get(0, as: Circle.ID.self) }
    guard !circles.isEmpty else { return }
    let among = sql.dialect.isAmong(.uuids(circles.map { $0.rawValue }))
    _ = try sql.query(
      "SELECT 1 FROM ajo_circles WHERE id \(among) ORDER BY id \(sql.dialect.lockingRows)")
    try sql.execute(
      """
      UPDATE ajo_members SET mandate = \(false), pledge_offer = 0
      WHERE user_id = \(user) AND circle_id \(among)
      """)
    try sql.execute("UPDATE ajo_circles SET version = version + 1 WHERE id \(among)")
  }
}

extension Contribution {
  /// Whether it was paid in time, by nobody but its member.
  fileprivate var isPlainPayment: Bool {
    state == .paid && lateAt == nil && settled.minorUnits == 0 && fee.minorUnits == 0
      && covered.minorUnits == 0
      && paidAt != nil && transferID != nil
  }
}
