public import Jobs
public import Kernel
import Storage
import Work

extension SQLJobs {
  /// Enters schedules that are new, and takes each one's due moment.
  ///
  /// A next moment that lies further ahead than the schedule's own was set by a clock that was
  /// ahead and has been set back since, and is brought back. The job of a moment may then run once
  /// more.
  ///
  /// A moment is whoever's whose statement moves the schedule on to the next; the job is in the
  /// same transaction.
  @discardableResult
  public func take(
    _ schedules: [Schedule], at now: Instant, machine: Instant
  ) async throws -> Int {
    let known = try await moments(of: schedules)
    var taken = 0
    for schedule in schedules {
      guard let (next, isPaused) = known[schedule.name] else {
        try await enter(schedule, at: now)
        continue
      }
      if let sooner = schedule.sooner(than: next, at: now) {
        _ = try await database.unlessLocked { sql in
          try Self.move(schedule, from: next, to: sooner, in: sql)
        }
        continue
      }
      guard let moments = schedule.moments(from: next, at: now) else { continue }
      let hasWork = isPaused ? false : try await schedule.hasWork(at: moments.due)
      // Somebody may have locked its row: the others are not to wait for that.
      let isTaken = try await database.unlessLocked { sql in
        guard try Self.move(schedule, from: next, to: moments.next, in: sql) == 1 else {
          return false
        }
        if hasWork {
          try self.enqueue(schedule, of: moments.due, in: sql, at: now, machine: machine)
        } else if !isPaused {
          try Self.note(moments.due, of: schedule, in: sql)
        }
        return true
      }
      if isTaken == true, hasWork { taken += 1 }
    }
    if taken > 0 { database.announce(Self.channel) }
    return taken
  }

  /// When the earliest of these schedules' next moments comes at which there is something to do.
  public func nextMoment(of schedules: [Schedule]) async throws -> Instant? {
    let known = try await moments(of: schedules)
    var earliest: Instant?
    for schedule in schedules {
      guard let (next, isPaused) = known[schedule.name], !isPaused else { continue }
      let moment = try await schedule.momentWithWork(from: next)
      earliest = [earliest, moment].compactMap { $0 }.min()
    }
    return earliest
  }

  private func moments(
    of schedules: [Schedule]
  ) async throws -> [String: (next: Instant, isPaused: Bool)] {
    guard !schedules.isEmpty else { return [:] }
    let names = schedules.map(\.name).sqlValue
    let rows = try await database.all(
      """
      SELECT name, next_at, is_paused FROM platform_schedules
      WHERE name \(database.dialect.isAmong(names))
      """
    ) {
      (
        try $0.get(0, as: String.self),
        (next: try $0.get(1, as: Instant.self), isPaused: try $0.get(2, as: Bool.self))
      )
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  private func enter(_ schedule: Schedule, at now: Instant) async throws {
    try await database.execute(
      """
      INSERT INTO platform_schedules (name, context, next_at)
      VALUES (\(schedule.name), \(schedule.context), \(schedule.recurrence.next(after: now)))
      ON CONFLICT (name) DO NOTHING
      """)
  }

  private static func move(
    _ schedule: Schedule, from expected: Instant, to next: Instant, in sql: any SQLExecutor
  ) throws -> Int {
    try sql.execute(
      """
      UPDATE platform_schedules SET next_at = \(next)
      WHERE name = \(schedule.name) AND next_at = \(expected)
      """)
  }

  /// Notes that a schedule was looked at, and had nothing to do.
  private static func note(
    _ moment: Instant, of schedule: Schedule, in sql: any SQLExecutor
  ) throws {
    try sql.execute(
      "UPDATE platform_schedules SET last_at = \(moment) WHERE name = \(schedule.name)")
  }

  /// Enqueues the job of a schedule's moment, unless it was before.
  private func enqueue(
    _ schedule: Schedule, of moment: Instant, in sql: any SQLExecutor, at now: Instant,
    machine: Instant
  ) throws {
    let id = makeID()
    try sql.execute(
      enqueued(schedule, of: moment, as: id, at: now, machine: machine).statement)
    try sql.execute(
      """
      UPDATE platform_schedules SET last_at = \(moment), last_job = \(id)
      WHERE name = \(schedule.name)
      """)
  }

  /// The row of a schedule's job. One of a queue in machine time is due at once by that.
  func enqueued(
    _ schedule: Schedule, of moment: Instant, as id: JobID, at now: Instant, machine: Instant
  ) throws -> EnqueuedJob {
    let job = schedule.job(moment)
    let isOfMachine = type(of: job).queue.timing == .machine
    return try EnqueuedJob(
      job, id: id, context: schedule.context, unique: .named("\(schedule.name)@\(moment)"),
      due: isOfMachine ? machine : moment, at: now, present: isOfMachine ? machine : now)
  }
}
