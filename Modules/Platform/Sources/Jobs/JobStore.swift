public import Kernel
public import Work

/// Where the jobs of one database are kept. What it promises is in its contract suite.
public protocol JobStore: Sendable {
  /// Takes up to `limit` due jobs of a queue for a worker, the earliest first. Nobody else gets
  /// them while the worker shows itself.
  /// - Parameters:
  ///   - kinds: the kinds that the worker has handlers for.
  ///   - due: now, by the clock of the queue.
  ///   - now: now in business time, which rows carry.
  func claim(
    _ limit: Int, from queue: JobQueue, of kinds: [String], for worker: WorkerID, due: Instant,
    at now: Instant
  ) async throws -> [ClaimedJob]

  /// Ends an attempt.
  /// - Returns: false if it is not the job's attempt any more, or is not under way: nothing
  ///   changed.
  @discardableResult
  func finish(_ run: JobRun, as end: JobEnd, at now: Instant) async throws -> Bool

  /// Gives jobs back that a worker had taken, without an attempt being counted.
  func release(_ runs: [JobRun]) async throws

  /// Shows that a worker is alive, and makes the jobs of dead ones due: those that have not shown
  /// themselves for 45 seconds of the store's own clock. A job that had its last attempt is given
  /// up.
  /// - Parameters:
  ///   - machine: the machine's time, for stores without a clock of their own.
  ///   - now: business time, which rows carry.
  /// - Returns: how many jobs a dead worker had.
  @discardableResult
  func beat(_ worker: WorkerID, at now: Instant, machine: Instant) async throws -> Int

  /// Which of these runs are not under way any more: cancelled, or taken by somebody else.
  func lost(among runs: [JobRun]) async throws -> [JobRun]

  /// Makes the jobs of a queue due again that are a worker's, and that it knows nothing of: the
  /// answer to a claim was lost, or a standby took over that had not heard of their end. A job that
  /// had its last attempt is given up.
  /// - Parameter runs: the attempts that the worker is at.
  /// - Returns: how many there were.
  @discardableResult
  func reclaim(
    from queue: JobQueue, of worker: WorkerID, except runs: Set<JobRun>, at now: Instant
  ) async throws -> Int

  /// Says that a worker has ended.
  func leave(_ worker: WorkerID) async throws

  /// Says that every other worker has ended.
  func leaveAll(but worker: WorkerID) async throws

  /// When the earliest job of these queues becomes due that waits; nil where none does.
  func nextDue(in queues: [JobQueue]) async throws -> Instant?

  /// How many unfinished jobs of these queues are due at an instant: those that wait and those that
  /// are under way.
  func pending(in queues: [JobQueue], at due: Instant) async throws -> Int

  /// How many jobs of these queues were completed or given up after an instant of business time.
  func finished(in queues: [JobQueue], after start: Instant) async throws -> Int

  /// Makes jobs of a queue due whose time a clock that was ahead has told: those that were due at
  /// once, those that wait after an attempt, and, by the machine's clock, those that wait for a
  /// pause. A moment of business time that somebody chose stays.
  /// - Parameters:
  ///   - due: now, by the clock of the queue.
  ///   - now: business time.
  func hasten(_ queue: JobQueue, due: Instant, at now: Instant) async throws

  /// How many jobs there are of each kind in each state that is not a finished one.
  /// - Parameter now: business time, by which ages are told.
  func depths(at now: Instant) async throws -> [JobDepth]

  /// Enters schedules that are new, and takes the job of each one's due moment, if it has come and
  /// the schedule is not paused. Each moment is taken once, whoever asks. Of a moment at which a
  /// schedule has nothing to do it is only noted that it was looked at.
  /// - Parameters:
  ///   - now: business time, in which schedules are.
  ///   - machine: the machine's time, at which jobs of its queues are due.
  /// - Returns: how many jobs were enqueued.
  @discardableResult
  func take(_ schedules: [Schedule], at now: Instant, machine: Instant) async throws -> Int

  /// When the earliest of these schedules' next moments comes that is not paused, and at which
  /// there is something to do.
  func nextMoment(of schedules: [Schedule]) async throws -> Instant?
}

/// What a `WorkerID` is the id of: one process that runs jobs.
public enum WorkerTag {}
/// A worker's id, new with each process.
public typealias WorkerID = Identifier<WorkerTag>

/// A job that a worker has taken.
public struct ClaimedJob: Sendable, Hashable {
  /// The attempt.
  public let run: JobRun
  /// Its kind.
  public let kind: String
  /// Its arguments, as JSON text.
  public let arguments: String

  /// A job that was taken.
  public init(run: JobRun, kind: String, arguments: String) {
    self.run = run
    self.kind = kind
    self.arguments = arguments
  }
}
