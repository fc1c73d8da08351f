public import Kernel
public import Observability
internal import Synchronization
internal import Work

/// Runs the jobs of one database, and enqueues those of its schedules, until its task is cancelled.
///
/// Each queue has places of its own, which only jobs of that queue take. A job is run by whoever
/// claims it; a worker that does not show itself for 45 seconds loses its jobs to others.
public final class JobRunner: Sendable {
  /// What a runner is made of.
  public struct Parts: Sendable {
    /// The jobs.
    public var store: any JobStore
    /// Who does which kind.
    public var handlers: [JobHandler]
    /// What is enqueued again and again.
    public var schedules: [Schedule]
    /// This process.
    public var worker: WorkerID
    /// Business time.
    public var clock: any WallClock
    /// The machine's time.
    public var machineClock: any WallClock
    /// Spreads what is tried again.
    public var random: any RandomSource
    /// The log.
    public var log: Logger
    /// What is counted.
    public var metrics: JobMetrics
    /// The database, as metrics tell it apart from others.
    public var name: String
    /// Whether no other process runs jobs of this database: then those that are under way at the
    /// start are a dead one's.
    public var isAlone = false

    /// The parts of a runner.
    public init(
      store: any JobStore, handlers: [JobHandler], schedules: [Schedule], worker: WorkerID,
      clock: any WallClock, machineClock: any WallClock, random: any RandomSource, log: Logger,
      metrics: JobMetrics, name: String
    ) {
      self.store = store
      self.handlers = handlers
      self.schedules = schedules
      self.worker = worker
      self.clock = clock
      self.machineClock = machineClock
      self.random = random
      self.log = log
      self.metrics = metrics
      self.name = name
    }
  }

  /// How long a runner waits before it looks by itself.
  static let idle = Duration.seconds(1)
  /// How often a worker shows that it is alive.
  static let pulse = Duration.seconds(10)
  /// How long jobs that are under way may take to end when the server does.
  public static let grace = Duration.seconds(5)

  /// How often it is counted what waits.
  static let census = Duration.seconds(30)

  let parts: Parts
  let lines: [QueueLine]
  private let pulse = Pulse()
  private let scheduleBell = Doorbell()

  /// A runner; it does nothing before `run`.
  public init(_ parts: Parts) {
    self.parts = parts
    lines = Set(parts.handlers.map(\.queue)).sorted { $0.name < $1.name }
      .map { [pulse] queue in QueueLine(queue, parts, pulse) }
  }

  /// Looks for jobs now: one became due, or the clock was moved.
  public func wake() {
    for line in lines { line.bell.ring() }
    scheduleBell.ring()
  }

  /// Runs jobs until the task is cancelled; then those under way may end, and what is left is given
  /// back.
  public func run() async throws {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.showPulse() }
      group.addTask { await self.count() }
      for line in lines { group.addTask { await line.serve() } }
      if !parts.schedules.isEmpty { group.addTask { await self.follow() } }
    }
    // Statements of a task that was cancelled are not sent any more.
    await Task.detached { await self.end() }.value
    try Task.checkCancellation()
  }

  /// Shows that this worker is alive, and has jobs of dead ones run. Nothing that may take long is
  /// in its way.
  private func showPulse() async {
    var isNew = true
    while !Task.isCancelled {
      do {
        if isNew, parts.isAlone { try await parts.store.leaveAll(but: parts.worker) }
        let orphans = try await parts.store.beat(
          parts.worker, at: parts.clock.now(), machine: parts.machineClock.now())
        pulse.beat()
        if orphans > 0 {
          parts.log.warning(
            "jobs of a dead worker are due again", ["jobs": .integer(Int64(orphans))])
        }
        if isNew || orphans > 0 { wake() }
        isNew = false
        for line in lines { try await line.dropLost() }
      } catch is CancellationError {
        return
      } catch {
        parts.log.warning("a worker could not show itself", ["reason": .string("\(error)")])
      }
      try? await Task.sleep(for: pulse.isFresh ? Self.pulse : Self.idle)
    }
  }

  /// Counts what waits, and tells of jobs that nobody here can do. What a clock that was ahead put
  /// off comes to its turn.
  private func count() async {
    var told: Set<String> = []
    let kinds = Set(parts.handlers.map(\.kind))
    while !Task.isCancelled {
      do {
        let depths = try await parts.store.depths(at: parts.clock.now())
        parts.metrics.show(depths, of: parts.name)
        for line in lines { try await line.hasten() }
        for kind in Set(depths.map(\.kind)).subtracting(kinds) where told.insert(kind).inserted {
          parts.log.warning("jobs wait that no handler takes", ["kind": .string(kind)])
        }
      } catch is CancellationError {
        return
      } catch {
        parts.log.warning("jobs could not be counted", ["reason": .string("\(error)")])
      }
      try? await Task.sleep(for: Self.census)
    }
  }

  private func follow() async {
    while !Task.isCancelled {
      do {
        let taken = try await parts.store.take(
          parts.schedules, at: parts.clock.now(), machine: parts.machineClock.now())
        if taken > 0 { wake() }
      } catch is CancellationError {
        return
      } catch {
        parts.log.warning("schedules could not be followed", ["reason": .string("\(error)")])
      }
      await scheduleBell.wait(atMost: Self.idle)
    }
  }

  private func end() async {
    await withDiscardingTaskGroup { group in
      for line in lines { group.addTask { await line.end(within: Self.grace) } }
    }
    try? await parts.store.leave(parts.worker)
  }
}
