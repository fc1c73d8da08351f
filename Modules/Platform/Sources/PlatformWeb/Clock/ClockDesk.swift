import Jobs
import Kernel
import Ports

/// Business time, for operators.
struct ClockDesk: Sendable {
  /// The furthest that the clock is moved at once: ten years, in seconds.
  static let furthest: Int64 = 3_653 * 86_400

  /// Business time stays before the year 9999, as instants are written with four digits.
  static let end = Instant(seconds: 253_370_764_800)

  let clock: BusinessClock
  let machine: any WallClock
  let walk: ClockWalk
  /// Whether the clock may be moved.
  let isTest: Bool

  /// What the clock shows.
  var reading: ClockReading {
    ClockReading(now: clock.now(), offsetMilliseconds: clock.offsetMilliseconds, isTest: isTest)
  }

  /// Moves the clock forward.
  /// - Parameter limit: how long to wait for jobs that become due, in seconds.
  /// - Throws: `ClockRefusal`, or the store's error.
  func move(
    _ step: ClockStep, waiting limit: Int, by actor: Actor
  ) async throws -> ClockMoved {
    guard isTest else { throw ClockRefusal.isReal }
    let present = clock.offsetMilliseconds
    let (change, goal): (ClockMove, Int64)
    switch step {
    case .to(let instant):
      goal = instant.milliseconds(since: machine.now())
      change = .toOffset(goal)
    // Not by way of an instant: time goes on while this is read.
    case .by(let milliseconds):
      goal = present + milliseconds
      change = .by(milliseconds)
    }
    guard goal >= present else { throw ClockRefusal.backwards }
    guard goal - present <= Self.furthest * 1_000,
      machine.now().adding(milliseconds: goal) < Self.end
    else { throw ClockRefusal.tooFar }
    let audit = AuditEntry(
      actor: actor, action: "platform.clock.move", target: "platform.clock:business",
      before: #"{"offset_seconds":\(present / 1_000)}"#,
      after: #"{"offset_seconds":\(goal / 1_000)}"#, at: clock.now())
    let outcome = try await walk.move(change, waiting: .seconds(limit), audit: audit)
    return ClockMoved(reading: reading, run: outcome.run, pending: outcome.pending)
  }
}

/// What the business clock shows.
struct ClockReading: Sendable, Hashable {
  let now: Instant
  let offsetMilliseconds: Int64
  let isTest: Bool
}

/// How far the clock is to be moved.
enum ClockStep: Sendable, Hashable {
  /// To an instant.
  case to(Instant)
  /// By so many milliseconds.
  case by(Int64)
}

/// What came of moving the clock.
struct ClockMoved: Sendable {
  let reading: ClockReading
  let run: Int
  let pending: Int
}

/// Why the clock is not moved.
enum ClockRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The configuration does not say that the clock is for tests.
  case isReal
  /// It would go backwards.
  case backwards
  /// It would go further than ten years at once, or into the year 9999.
  case tooFar
}
