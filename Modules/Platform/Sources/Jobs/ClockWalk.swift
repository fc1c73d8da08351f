public import Kernel
public import Ports
public import Work

/// Where a store keeps by how much its business time is ahead.
public protocol ClockStore: Sendable {
  /// By how many milliseconds business time is ahead of the machines'.
  func offset() async throws -> Int64

  /// Accepts a move. Moves that are accepted at once add up.
  /// - Returns: by how many milliseconds the clock is to be ahead at its end.
  func accept(_ move: ClockMove) async throws -> Int64

  /// Moves the clock forward, for all servers of the store.
  /// - Parameter audit: appended with the change; nothing is appended where there is none.
  /// - Returns: by how much it is ahead now, which may be more than was asked for.
  func advance(toOffset milliseconds: Int64, audit: AuditEntry?) async throws -> Int64
}

/// How far a clock is to be moved, in milliseconds.
public enum ClockMove: Hashable, Sendable {
  /// From wherever it is by then.
  case by(Int64)
  /// Until it is so far ahead of the machine's.
  case toOffset(Int64)
}

/// Moves business time forward from one due job to the next, so that each finds the time that it
/// was made for, and all happen in the order of their times.
public struct ClockWalk: Sendable {
  /// The jobs of one database, with what is enqueued there again and again.
  public struct Place: Sendable {
    let store: any JobStore
    let schedules: [Schedule]
    let queues: [JobQueue]

    /// The jobs of one database. Only queues in business time are waited for.
    public init(store: any JobStore, schedules: [Schedule], queues: Set<JobQueue>) {
      self.store = store
      self.schedules = schedules
      self.queues = queues.filter { $0.timing == .business }.sorted { $0.name < $1.name }
    }
  }

  /// What came of a walk.
  public struct Outcome: Hashable, Sendable {
    /// How many jobs were finished.
    public let run: Int
    /// How many that are due are not finished.
    public let pending: Int
  }

  private let clock: BusinessClock
  private let machine: any WallClock
  private let store: any ClockStore
  private let places: [Place]

  /// A walk of a clock.
  public init(
    _ clock: BusinessClock, over machine: any WallClock, kept store: any ClockStore,
    places: [Place]
  ) {
    self.clock = clock
    self.machine = machine
    self.store = store
    self.places = places
  }

  /// Moves the clock, waiting at each moment at which a
  /// job becomes due until all that are due have run. When the time for waiting is over, it moves
  /// on to the end at once.
  /// - Parameters:
  ///   - move: how far.
  ///   - limit: how long to wait in all; for zero the clock jumps.
  ///   - audit: appended with the last step.
  /// - Throws: the store's error; the clock is then somewhere between.
  public func move(
    _ move: ClockMove, waiting limit: Duration, audit: AuditEntry? = nil
  ) async throws -> Outcome {
    let begin = ContinuousClock.now
    let offset = try await store.accept(move)
    let start = clock.now()
    func hasTime() -> Bool { begin.duration(to: .now) < limit }

    while hasTime() {
      try await take()
      while hasTime(), try await pending() > 0 { try await pause() }
      guard hasTime(), let next = try await nextMoment() else { break }
      let step = next.milliseconds(since: machine.now())
      guard step <= offset else { break }
      try await advance(toOffset: step)
    }
    try await advance(toOffset: offset, audit: audit)
    try await take()
    while hasTime(), try await pending() > 0 { try await pause() }
    return Outcome(run: try await finished(since: start), pending: try await pending())
  }

  /// What is due now and not finished.
  public func pending() async throws -> Int {
    let now = clock.now()
    var count = 0
    for place in places { count += try await place.store.pending(in: place.queues, at: now) }
    return count
  }

  private func finished(since start: Instant) async throws -> Int {
    var count = 0
    for place in places { count += try await place.store.finished(in: place.queues, after: start) }
    return count
  }

  /// Enqueues what schedules have for now, whether or not this process runs jobs.
  private func take() async throws {
    let now = clock.now()
    for place in places {
      try await place.store.take(place.schedules, at: now, machine: machine.now())
    }
  }

  private func nextMoment() async throws -> Instant? {
    var moments: [Instant] = []
    for place in places {
      if let due = try await place.store.nextDue(in: place.queues) { moments.append(due) }
      if let moment = try await place.store.nextMoment(of: place.schedules) {
        moments.append(moment)
      }
    }
    return moments.min()
  }

  private func advance(toOffset offset: Int64, audit: AuditEntry? = nil) async throws {
    guard offset > clock.offsetMilliseconds else { return }
    clock.advance(toOffset: try await store.advance(toOffset: offset, audit: audit))
  }

  private func pause() async throws { try await Task.sleep(for: .milliseconds(2)) }
}
