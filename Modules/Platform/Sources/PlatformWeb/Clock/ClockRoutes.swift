import ContextKit
import Kernel
import Router

/// Business time, for operators and tests.
func clockRoutes(_ desk: ClockDesk) -> [Route] {
  [
    .get("/api/admin/clock", permission: .readClock, summary: "Show business time") { _ in
      ClockBody(desk.reading)
    },
    .put(
      "/api/admin/clock", permission: .moveClock, summary: "Move business time forward",
      refusals: [ClockRefusal.self]
    ) { (caller, input: ClockInput) in
      ClockMovedBody(
        moved: try await desk.move(input.step, waiting: input.wait, by: caller.actor))
    }
    .described(
      "Answers when every job that has become due has run, or after `wait` seconds. Jobs find the "
        + "time that they were due at, in the order of their times."),
  ]
}

extension ProblemKind {
  /// 409: this is not a clock for tests.
  static let clockIsReal = ProblemKind(
    status: 409, code: "clock_is_real", title: "The clock cannot be moved here")
  /// 422: the clock would go backwards.
  static let clockBackwards = ProblemKind(
    status: 422, code: "clock_backwards", title: "The clock goes forward only")
}

extension ClockRefusal: Refusing {
  /// How the caller is told.
  var problem: Problem {
    switch self {
    case .isReal:
      Problem(.clockIsReal, detail: "clock.test is not set for this installation.")
    case .backwards:
      Problem(.clockBackwards, detail: "Business time never goes back.")
    case .tooFar:
      Problem(
        .validation, detail: "At most ten years at once, and never to the year 9999.",
        fields: [FieldError(field: "now", code: "too_far", message: "At most ten years at once.")])
    }
  }

  /// What each case is answered.
  static var kinds: [ProblemKind] { [.clockIsReal, .clockBackwards, .validation] }
}

/// The query and body of `PUT /api/admin/clock`.
struct ClockInput: RequestInput {
  let step: ClockStep
  let wait: Int

  init(from fields: inout RequestFields) {
    let instant = fields.optionalBody("now", .instant)
    let seconds = fields.optionalBody(
      "advance_seconds", .integer64(-ClockDesk.furthest...ClockDesk.furthest))
    fields.exactlyOne(of: "now", "advance_seconds")
    wait = fields.query("wait", .integer(0...600), default: 30)
    step = instant.map { .to($0) } ?? .by((seconds ?? 0) * 1_000)
  }
}

/// Business time on the wire.
struct ClockBody: ResponseBody {
  let reading: ClockReading

  init(_ reading: ClockReading) {
    self.reading = reading
  }

  static let shape = Shape<ClockBody>(
    "Clock",
    .instant("now") { $0.reading.now },
    .integer("offset_seconds") { $0.reading.offsetMilliseconds / 1_000 },
    .bool("is_test") { $0.reading.isTest })
}

/// Business time after it was moved, on the wire.
struct ClockMovedBody: ResponseBody {
  let moved: ClockMoved

  static let shape = Shape<ClockMovedBody>(
    "ClockMoved",
    fields: ClockBody.shape.pulled { ClockBody($0.moved.reading) } + [
      .integer("jobs_run") { $0.moved.run }, .integer("jobs_pending") { $0.moved.pending },
    ])
}
