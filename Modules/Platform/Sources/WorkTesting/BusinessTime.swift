public import Jobs
public import Kernel
import KernelTesting
import Observability
import PlatformSQL
public import Storage

/// Business time that a test moves, with a worker that does the jobs on the way, as a server does.
public struct BusinessTime: Sendable {
  /// The clock, for what is under test.
  public let clock: BusinessClock
  private let database: any Database
  private let machine: any WallClock
  private let ids: any IDSource

  /// Business time over the machine's, for the jobs of a database that has the platform's tables.
  public init(in database: any Database, over machine: any WallClock, ids: any IDSource) {
    clock = BusinessClock(over: machine)
    (self.database, self.machine, self.ids) = (database, machine, ids)
  }

  /// Moves the clock forward, from one due job to the next: each finds the time it was made for.
  /// - Parameters:
  ///   - handlers: do the jobs.
  ///   - schedules: what is enqueued on the way. One that is new counts from now.
  /// - Returns: how many jobs were finished, and how many that are due are not.
  /// - Throws: the store's error.
  @discardableResult
  public func advance(
    by duration: Duration, doing handlers: [JobHandler], on schedules: [Schedule] = []
  ) async throws -> ClockWalk.Outcome {
    let jobs = SQLJobs(database: database, ids: ids)
    let runner = JobRunner(
      JobRunner.Parts(
        store: jobs, handlers: handlers, schedules: schedules, worker: ids.make(), clock: clock,
        machineClock: machine, random: SystemRandomSource(),
        log: Logger(level: .error, sink: CollectedLog()), metrics: JobMetrics(MetricsRegistry()),
        name: "test"))
    clock.onMove { [weak runner] in runner?.wake() }
    let running = Task { try await runner.run() }
    let walk = ClockWalk(
      clock, over: machine, kept: SQLClock(database: database),
      places: [
        ClockWalk.Place(store: jobs, schedules: schedules, queues: Set(handlers.map(\.queue)))
      ])
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    do {
      // However busy the machine is: a walk that waits no longer jumps over what is due.
      let outcome = try await walk.move(.by(milliseconds), waiting: .seconds(1_800))
      await running.end()
      return outcome
    } catch {
      await running.end()
      throw error
    }
  }
}

extension Task where Success == Void, Failure == any Error {
  /// Asks it to end, and waits until it has.
  fileprivate func end() async {
    cancel()
    _ = await result
  }
}
