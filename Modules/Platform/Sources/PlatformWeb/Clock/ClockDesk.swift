import Jobs
import Kernel
import Ports

/// Business time, for operators.
struct ClockDesk: Sendable {
  /// The furthest that the clock is moved at once: ten years, in seconds.
  static let furthest: Int64 = 3_653 * 86_400

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
    let offset: Int64
    switch step {
    case .to(let instant): offset = instant.milliseconds(since: machine.now())
    // Not by way of an instant: time goes on while this is read.
    case .by(let seconds): offset = clock.offsetMilliseconds + seconds * 1_000
    }
    let distance = offset - clock.offsetMilliseconds
    guard distance >= 0 else { throw ClockRefusal.backwards }
    guard distance <= Self.furthest * 1_000 else { throw ClockRefusal.tooFar }
    let audit = AuditEntry(
      actor: actor, action: "platform.clock.move", target: "platform.clock:business",
      before: #"{"offset_seconds":\(clock.offsetMilliseconds / 1_000)}"#,
      after: #"{"offset_seconds":\(offset / 1_000)}"#, at: clock.now())
    let outcome = try await walk.move(toOffset: offset, waiting: .seconds(limit), audit: audit)
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
  /// By so many seconds.
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
  /// It would go further than ten years at once.
  case tooFar
}
