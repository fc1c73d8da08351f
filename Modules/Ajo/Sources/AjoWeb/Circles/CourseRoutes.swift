import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// The course of a circle: its start, its turns, its payouts and its end.
func courseRoutes(_ circles: CircleService) -> [Route] {
  [
    .post(
      "/circles/{id}/start", permission: .changeCircles, summary: "Start a circle",
      refusals: [CircleRefusal.self, UserLeaving.self, PinRequired.self],
      answer: { (started: StartedCircle) in
        Reply.ok(StartedCircleBody(started)).etag(CircleBody(started.view).tag)
      }
    ) { (caller, input: StartInput, once) in
      try await circles.start(
        input.id, by: caller.userID, pinToken: input.pinToken, once: once)
    },
    .post(
      "/circles/{id}/cancel", permission: .changeCircles,
      summary: "Cancel a circle before its first payout", refusals: [CircleRefusal.self],
      answer: { (view: CircleView) in CircleBody(view).tagged }
    ) { (caller, path: RecordPath<Circle>, once) in
      try await circles.cancel(path.id, by: caller.userID, once: once)
    },
    .put(
      "/circles/{id}/order", permission: .changeCircles,
      summary: "Give the members their turns", refusals: [CircleRefusal.self]
    ) { (caller, input: OrderInput) in
      let view = try await circles.setOrder(
        input.users, of: input.id, by: caller.userID,
        precondition: input.ifMatch.circlePrecondition)
      return CircleBody(view).tagged
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
    ) { (caller, path: RecordPath<Circle>) in
      CircleHealthBody(try await circles.health(of: path.id, for: caller.userID))
    },
  ]
}

/// The path and PIN token of `POST /circles/{id}/start`.
struct StartInput: RequestInput {
  let id: Circle.ID
  let pinToken: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    pinToken = fields.pinToken("For the pledge, where the circle's policy is host_cover.")
  }
}

/// The path, condition and body of `PUT /circles/{id}/order`.
struct OrderInput: RequestInput {
  let id: Circle.ID
  let users: [UserID]
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    ifMatch = fields.ifMatch()
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
