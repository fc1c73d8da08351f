import Ajo
import Kernel
import Ports
import Router

/// The course of a circle: its start, its turns, its payouts and its end.
func courseRoutes(_ circles: CircleService) -> [Route] {
  [
    .post(
      "/circles/{id}/start", permission: .changeCircles, summary: "Start a circle",
      refusals: [CircleRefusal.self, UserLeaving.self],
      answer: { (started: StartedCircle) in
        Reply.ok(StartedCircleBody(started)).etag(ETag(version: started.view.circle.version))
      }
    ) { (caller, path: CirclePath, once) in
      try await circles.start(path.id, by: caller.userID, once: once)
    },
    .post(
      "/circles/{id}/cancel", permission: .changeCircles,
      summary: "Cancel a circle before its first payout", refusals: [CircleRefusal.self],
      answer: { (view: CircleView) in CircleBody(view).tagged }
    ) { (caller, path: CirclePath, once) in
      try await circles.cancel(path.id, by: caller.userID, once: once)
    },
    .put(
      "/circles/{id}/order", permission: .changeCircles,
      summary: "Give the members their turns", refusals: [CircleRefusal.self]
    ) { (caller, input: OrderInput) in
      CircleBody(try await circles.setOrder(input.users, of: input.id, by: caller.userID)).tagged
    },
    .get(
      "/circles/{id}/schedule", permission: .readCircles,
      summary: "List a circle's cycles in their order", refusals: [CircleRefusal.self]
    ) { (caller, query: ScheduleQuery) in
      let found = try await circles.schedule(
        of: query.id, for: caller.userID, after: Int(clamping: query.page.after ?? 0),
        limit: query.page.rowsToRead)
      return query.page.of(found) { ScheduledCycleBody($0) }
    },
    .get(
      "/circles/{id}/payouts", permission: .readCircles,
      summary: "List a circle's payouts, newest first", refusals: [CircleRefusal.self]
    ) { (caller, query: PayoutQuery) in
      let found = try await circles.payouts(
        of: query.id, for: caller.userID, before: Int(clamping: query.page.after ?? .max),
        limit: query.page.rowsToRead)
      return query.page.of(found) { PayoutBody($0) }
    },
    .get(
      "/circles/{id}/health", permission: .readCircles,
      summary: "Show how a circle stands with what was to be paid so far",
      refusals: [CircleRefusal.self]
    ) { (caller, path: CirclePath) in
      CircleHealthBody(try await circles.health(of: path.id, for: caller.userID))
    },
  ]
}

/// The path and body of `PUT /circles/{id}/order`.
struct OrderInput: RequestInput {
  let id: Circle.ID
  let users: [UserID]

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    users = fields.body(
      "user_ids", .array(of: .id(of: UserTag.self), count: 1...CircleTerms.sizes.upperBound))
  }
}

/// The path and query of `GET /circles/{id}/schedule`.
struct ScheduleQuery: RequestInput {
  let id: Circle.ID
  let page: PageRequest<ScheduledCycle, Int64>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    page = fields.page("ajo.schedule", by: \.place)
  }
}

/// The path and query of `GET /circles/{id}/payouts`.
struct PayoutQuery: RequestInput {
  let id: Circle.ID
  let page: PageRequest<CircleCycle, Int64>

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    page = fields.page("ajo.payouts", by: \.place)
  }
}

extension ScheduledCycle {
  fileprivate var place: Int64 { Int64(number) }
}

extension CircleCycle {
  fileprivate var place: Int64 { Int64(number) }
}

/// A cycle of the schedule on the wire.
struct ScheduledCycleBody: ResponseBody {
  let cycle: ScheduledCycle

  init(_ cycle: ScheduledCycle) {
    self.cycle = cycle
  }

  static let shape = Shape<ScheduledCycleBody>(
    "ScheduledCycle",
    .integer("cycle_number") { $0.cycle.number },
    .date("due_date") { $0.cycle.dueDate },
    .optionalID("user_id") { $0.cycle.recipientID },
    .money("amount") { $0.cycle.amount },
    .unit("currency") { $0.cycle.amount.unit },
    .optionalInstant("paid_at") { $0.cycle.paidAt })
}

/// A payout on the wire.
struct PayoutBody: ResponseBody {
  let cycle: CircleCycle

  init(_ cycle: CircleCycle) {
    self.cycle = cycle
  }

  static let shape = Shape<PayoutBody>(
    "CirclePayout",
    .id("circle_id") { $0.cycle.circleID },
    .integer("cycle_number") { $0.cycle.number },
    .date("due_date") { $0.cycle.dueDate },
    .id("user_id") { $0.cycle.recipientID },
    .optionalMoney("amount") { $0.cycle.payout?.amount },
    .optionalString("currency") { $0.cycle.payout?.amount.unit.code },
    .optionalInstant("paid_at") { $0.cycle.payout?.paidAt },
    .optionalID("reference") { $0.cycle.payout?.transferID })
}

/// How a circle stands, on the wire.
struct CircleHealthBody: ResponseBody {
  let health: CircleHealth

  init(_ health: CircleHealth) {
    self.health = health
  }

  static let shape = Shape<CircleHealthBody>(
    "CircleHealth",
    .integer("paid") { $0.health.paid },
    .integer("pending") { $0.health.pending },
    .integer("late") { $0.health.late },
    .integer("covered") { $0.health.covered },
    // A share, not money.
    .number("on_time_rate") { $0.health.onTimeRate.map { Double($0) / 10_000 } },
    .optionalDate("next_due_date") { $0.health.circle.nextDueDate },
    .optionalID("next_recipient") { $0.health.nextRecipient },
    .money("pot") { $0.health.pot },
    .money("expected") { $0.health.expected },
    .money("shortfall") { $0.health.shortfall },
    .unit("currency") { $0.health.circle.unit },
    .array("members") { $0.health.members.map { StandingBody(named: $0) } })
}

/// How a member stands, on the wire.
struct StandingBody: ResponseBody {
  let named: NamedStanding

  static let shape = Shape<StandingBody>(
    "CircleStanding",
    .id("user_id") { $0.named.standing.userID },
    .optionalString("name") { $0.named.name },
    .integer("paid") { $0.named.standing.paid },
    .integer("late") { $0.named.standing.late + $0.named.standing.covered },
    .money("owed") { $0.named.owed })
}
