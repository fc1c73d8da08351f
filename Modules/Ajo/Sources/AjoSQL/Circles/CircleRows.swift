import Ajo
import Kernel
import Storage

// How rows of circles become values. Columns are named by their table's letter, as circles and
// members are read together.

extension Circle {
  /// Of `ajo_circles c`.
  static let columns: SQL =
    """
    c.id, c.name, c.host_id, c.state, c.amount, c.frequency, c.cycle_start_date, c.time_zone,
    c.size, c.members_count, c.payout_order, c.order_seed, c.default_policy, c.fee_policy,
    c.late_fee, c.grace_days, c.invite_code, c.invite_expires_at, c.cycles, c.current_cycle,
    c.due_at, c.held_until, c.pot, c.version, c.created_at, c.started_at, c.ended_at
    """

  init(row: Row, _ unit: Unit) throws {
    self.init(
      id: try row["id"], hostID: try row["host_id"], terms: try CircleTerms(row: row, unit),
      state: try row.word("state"), membersCount: try row["members_count"],
      orderSeed: try row.get("order_seed", as: String?.self).map { TurnDraw.Seed($0) },
      invite: try CircleInvite(row: row), cycles: try row["cycles"],
      currentCycle: try row["current_cycle"], dueAt: try row["due_at"],
      pot: try row.money("pot", unit), version: try row["version"],
      createdAt: try row["created_at"], startedAt: try row["started_at"],
      endedAt: try row["ended_at"])
    heldUntil = try row["held_until"]
  }
}

extension CircleTerms {
  fileprivate init(row: Row, _ unit: Unit) throws {
    self.init(
      name: try row["name"], amount: try row.money("amount", unit),
      frequency: try row.word("frequency"), startDate: try row["cycle_start_date"],
      timeZone: try row["time_zone"], size: try row["size"],
      turnOrder: try row.word("payout_order"), defaultPolicy: try row.word("default_policy"),
      feePolicy: try row.word("fee_policy"), lateFee: try row.money("late_fee", unit),
      graceDays: try row["grace_days"])
  }
}

extension CircleInvite {
  fileprivate init?(row: Row) throws {
    guard let code = try row.get("invite_code", as: String?.self) else { return nil }
    self.init(code: code, expiresAt: try row["invite_expires_at"])
  }
}

extension CircleMember {
  /// Of `ajo_members m`.
  static let columns: SQL =
    """
    m.circle_id, m.user_id, m.role, m.state AS member_state, m.payout_order AS turn, m.mandate,
    m.pledge_offer, m.joined_at, m.ended_at AS member_ended_at
    """

  init(row: Row) throws {
    self.init(
      circleID: try row["circle_id"], userID: try row["user_id"], role: try row.word("role"),
      state: try row.word("member_state"), turn: try row["turn"], mandate: try row["mandate"],
      pledgeOffer: try row["pledge_offer"], joinedAt: try row["joined_at"],
      endedAt: try row["member_ended_at"])
  }
}

extension CircleView {
  init(row: Row, _ unit: Unit) throws {
    self.init(
      circle: try Circle(row: row, unit), member: try CircleMember(row: row),
      unread: try row["unread"])
  }
}

extension CircleCycle {
  static let columns: SQL =
    "circle_id, number, due_date, recipient_id, paid, paid_at, transfer_id"

  init(row: Row, _ unit: Unit) throws {
    var payout: CirclePayout?
    if let paid = try row.get("paid", as: Int64?.self) {
      payout = CirclePayout(
        amount: Money(minorUnits: paid, unit: unit), paidAt: try row["paid_at"],
        transferID: try row["transfer_id"])
    }
    self.init(
      circleID: try row["circle_id"], number: try row["number"], dueDate: try row["due_date"],
      recipientID: try row["recipient_id"], payout: payout)
  }
}

extension Contribution {
  static let columns: SQL =
    """
    id, circle_id, cycle_number, user_id, state, amount, fee, covered, covered_by, settled,
    due_date, late_at, paid_at, transfer_id, forgiven, forgiven_host, forgiven_fee, forgiven_at
    """

  init(row: Row, _ unit: Unit) throws {
    self.init(
      id: try row["id"], circleID: try row["circle_id"], cycle: try row["cycle_number"],
      userID: try row["user_id"], amount: try row.money("amount", unit),
      dueDate: try row["due_date"], state: try row.word("state"),
      fee: try row.money("fee", unit), covered: try row.money("covered", unit),
      coveredBy: try row["covered_by"], settled: try row.money("settled", unit),
      lateAt: try row["late_at"], paidAt: try row["paid_at"],
      transferID: try row["transfer_id"])
    forgiven = Forgiven(
      toCycle: try row["forgiven"], toHost: try row["forgiven_host"],
      fee: try row["forgiven_fee"], endedAt: try row["forgiven_at"])
  }
}

extension Row {
  /// An amount in minor units.
  fileprivate func money(_ column: String, _ unit: Unit) throws -> Money {
    Money(minorUnits: try get(column, as: Int64.self), unit: unit)
  }
}
