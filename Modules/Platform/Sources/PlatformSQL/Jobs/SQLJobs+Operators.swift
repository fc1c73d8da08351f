public import Jobs
public import Kernel
public import Ports
import Storage
public import Work

// What operators do. Each change is one transaction with its audit entry.

extension SQLJobs {
  /// Up to `limit` jobs with ids below `before`, newest first.
  public func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
    let conditions: [SQL] = [
      before.map { "id < \($0)" }, filter.state.map { "state = \($0)" },
      filter.kind.map { "kind = \($0)" }, filter.context.map { "context = \($0)" },
    ].compactMap { $0 }
    let place: SQL =
      conditions.isEmpty ? "" : "WHERE \(SQL.joined(conditions, separator: " AND "))"
    return try await database.query(
      """
      SELECT \(JobRecord.columns) FROM platform_jobs
      \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, consistency: .current, expected: .long
    ).map(JobRecord.init(row:))
  }

  /// A job; nil where there is none of this id.
  public func job(_ id: JobID) async throws -> JobRecord? {
    try await database.first(JobRecord.selecting(id), JobRecord.init(row:))
  }

  /// Has a job run at once, with one more attempt if it had its last.
  /// - Parameter due: now, by the clock of the job's queue.
  /// - Throws: `JobRefusal`, or the store's error.
  public func retry(_ id: JobID, due: Instant, audit: AuditEntry) async throws -> JobRecord {
    let job = try await database.transaction {
      try Self.retry(id, due: due, audit: audit, in: $0)
    }
    database.announce(Self.channel)
    return job
  }

  /// The same within a transaction that takes up what the job is for: `channel` is worth announcing
  /// after the commit.
  static func retry(
    _ id: JobID, due: Instant, audit: AuditEntry, in sql: any SQLExecutor
  ) throws -> JobRecord {
    try change(id, audit, in: sql) { job in
      guard job.state.canBeRetried else { throw JobRefusal.wrongState }
      do {
        _ = try sql.savepoint {
          try sql.execute(
            """
            UPDATE platform_jobs
            SET state = 'available', scheduled_at = \(due), finalized_at = NULL,
              max_attempts = \(max(job.maxAttempts, job.attempt + 1))
            WHERE id = \(id)
            """)
        }
      } catch StorageError.uniqueViolation {
        throw JobRefusal.uniqueKeyTaken
      }
    }
  }

  /// Calls a job off.
  /// - Throws: `JobRefusal`, or the store's error.
  public func cancel(_ id: JobID, at now: Instant, audit: AuditEntry) async throws -> JobRecord {
    try await database.transaction { sql in
      try Self.change(id, audit, in: sql) { job in
        guard job.state.canBeCancelled else { throw JobRefusal.wrongState }
        try sql.execute(
          """
          UPDATE platform_jobs SET state = 'cancelled', worker = NULL, finalized_at = \(now)
          WHERE id = \(id)
          """)
      }
    }
  }

  private static func change(
    _ id: JobID, _ audit: AuditEntry, in sql: any SQLExecutor, _ body: (JobRecord) throws -> Void
  ) throws -> JobRecord {
    let row = try sql.first(
      "\(JobRecord.selecting(id)) \(sql.dialect.lockingRows)", JobRecord.init(row:))
    guard let row else { throw JobRefusal.notFound }
    try body(row)
    guard let changed = try sql.first(JobRecord.selecting(id), JobRecord.init(row:)) else {
      throw JobRefusal.notFound
    }
    try AuditTrail.append(
      audit.changing(
        #"{"state":"\(row.state.rawValue)"}"#, to: #"{"state":"\(changed.state.rawValue)"}"#),
      in: sql)
    return changed
  }

  /// Every schedule that has ever run here, by name.
  public func schedules() async throws -> [ScheduleRecord] {
    try await database.all(ScheduleRecord.selecting("TRUE"), ScheduleRecord.init(row:))
  }

  /// Lets a schedule's moments pass without a job, or no longer.
  /// - Throws: `JobRefusal.notFound`, or the store's error.
  public func setPaused(
    _ isPaused: Bool, _ name: String, audit: AuditEntry
  ) async throws -> ScheduleRecord {
    try await change(name, audit) { before, sql in
      guard before.isPaused != isPaused else { return false }
      try sql.execute(
        "UPDATE platform_schedules SET is_paused = \(isPaused) WHERE name = \(name)")
      return true
    }
  }

  /// Enqueues a schedule's job now, besides those of its moments.
  /// - Throws: `JobRefusal.notFound`, `.uniqueKeyTaken` while a job is unfinished that was enqueued
  ///   in the same moment, or the store's error.
  public func run(
    _ schedule: Schedule, at now: Instant, machine: Instant, audit: AuditEntry
  ) async throws -> ScheduleRecord {
    let id = makeID()
    let record = try await change(schedule.name, audit) { _, sql in
      let job = try enqueued(schedule, of: now, as: id, at: now, machine: machine)
      guard try sql.execute(job.statement) == 1 else { throw JobRefusal.uniqueKeyTaken }
      try sql.execute(
        """
        UPDATE platform_schedules SET last_at = \(now), last_job = \(id)
        WHERE name = \(schedule.name)
        """)
      return true
    }
    database.announce(Self.channel)
    return record
  }

  /// - Parameter body: changes the schedule; false where there is nothing to change.
  private func change(
    _ name: String, _ audit: AuditEntry,
    _ body: @escaping @Sendable (ScheduleRecord, any SQLExecutor) throws -> Bool
  ) async throws -> ScheduleRecord {
    try await database.transaction { sql in
      let isThere = try sql.first(
        "SELECT 1 FROM platform_schedules WHERE name = \(name) \(sql.dialect.lockingRows)")
      let selecting = ScheduleRecord.selecting("s.name = \(name)")
      guard isThere != nil, let before = try sql.first(selecting, ScheduleRecord.init(row:)) else {
        throw JobRefusal.notFound
      }
      if try body(before, sql) { try AuditTrail.append(audit, in: sql) }
      return try sql.first(selecting, ScheduleRecord.init(row:)) ?? before
    }
  }
}

extension JobRecord {
  static let columns: SQL = """
    id, context, kind, state, attempt, max_attempts, scheduled_at, attempted_at, finalized_at,
    unique_key, args, errors, created_at
    """

  static func selecting(_ id: JobID) -> SQL {
    "SELECT \(columns) FROM platform_jobs WHERE id = \(id)"
  }

  init(row: Row) throws {
    self.init(
      id: try row.get(0, as: JobID.self), context: try row.get(1, as: String.self),
      kind: try row.get(2, as: String.self), state: try row.get(3, as: JobState.self),
      attempt: try row.get(4, as: Int.self), maxAttempts: try row.get(5, as: Int.self),
      scheduledAt: try row.get(6, as: Instant.self),
      attemptedAt: try row.get(7, as: Instant?.self),
      finalizedAt: try row.get(8, as: Instant?.self), uniqueKey: try row.get(9, as: String?.self),
      arguments: try row.get(10, as: String.self), errors: try row.get(11, as: String.self),
      createdAt: try row.get(12, as: Instant.self))
  }
}

extension ScheduleRecord {
  static func selecting(_ condition: SQL) -> SQL {
    """
    SELECT s.name, s.context, s.next_at, s.last_at, j.state, s.is_paused
    FROM platform_schedules s LEFT JOIN platform_jobs j ON j.id = s.last_job
    WHERE \(condition)
    ORDER BY s.name
    """
  }

  init(row: Row) throws {
    self.init(
      name: try row.get(0, as: String.self), context: try row.get(1, as: String.self),
      nextAt: try row.get(2, as: Instant.self), lastAt: try row.get(3, as: Instant?.self),
      lastState: try row.get(4, as: JobState?.self), isPaused: try row.get(5, as: Bool.self))
  }
}
