public import Jobs
public import Kernel
import Storage
public import Work

extension SQLJobs {
  /// Shows that a worker is alive, and makes the jobs of dead ones due.
  ///
  /// A worker whose last sign of life lies ahead of now by more than clocks may differ gave it
  /// before the clock was set back. Whether it is alive is not known: it gets the time anew in which
  /// to show itself.
  ///
  /// A worker that was merely held up, and whose jobs others took meanwhile, finds that its
  /// attempts are not under way any more.
  @discardableResult
  public func beat(_ worker: WorkerID, at now: Instant, machine: Instant) async throws -> Int {
    try await database.transaction { [database] sql in
      let storeTime = database.dialect.storeTime(machine)
      let deadline = database.dialect.storeTime(machine, ago: Self.silence)
      try sql.execute(
        """
        INSERT INTO platform_workers (id, seen_at) VALUES (\(worker), \(storeTime))
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
        """)
      let farthest = database.dialect.storeTime(machine, ago: -ClockTolerance.seconds)
      try sql.execute(
        """
        UPDATE platform_workers SET seen_at = \(storeTime)
        WHERE id <> \(worker) AND seen_at > \(farthest)
        """)
      try sql.execute(
        """
        DELETE FROM platform_workers
        WHERE id <> \(worker) AND seen_at < \(deadline)
        """)
      return try Self.rescue(in: sql, at: now)
    }
  }

  /// Makes the jobs of workers due that are not there any more, and gives those up that had their
  /// last attempt.
  private static func rescue(in sql: any SQLExecutor, at now: Instant) throws -> Int {
    let orphans = try sql.all(
      """
      SELECT id, attempt, max_attempts FROM platform_jobs
      WHERE state = 'running'
        AND NOT EXISTS (SELECT 1 FROM platform_workers w WHERE w.id = platform_jobs.worker)
      ORDER BY id
      LIMIT 1000
      \(sql.dialect.lockingFreeRows)
      """
    ) {
      (
        id: try $0.get(0, as: JobID.self), attempt: try $0.get(1, as: Int.self),
        most: try $0.get(2, as: Int.self)
      )
    }
    for orphan in orphans {
      let error = JobError(orphan.attempt, "the worker died", at: now).appended
      if orphan.attempt < orphan.most {
        try sql.execute(
          """
          UPDATE platform_jobs SET state = 'available', worker = NULL, errors = \(error)
          WHERE id = \(orphan.id)
          """)
      } else {
        try sql.execute(
          """
          UPDATE platform_jobs
          SET state = 'discarded', worker = NULL, finalized_at = \(now), errors = \(error)
          WHERE id = \(orphan.id)
          """)
      }
    }
    return orphans.count
  }

  /// Makes jobs due that were due at once when they were enqueued by a clock that was ahead.
  public func hasten(_ queue: JobQueue, due: Instant) async throws {
    let farthest = due.adding(seconds: ClockTolerance.seconds)
    let hastened = try await database.execute(
      """
      UPDATE platform_jobs SET scheduled_at = \(due)
      WHERE queue = \(queue.name) AND state = 'available' AND scheduled_at > \(farthest)
      """)
    if hastened > 0 { database.announce(Self.channel) }
  }

  /// Says that a worker has ended. What it left running becomes due with the next beat of another.
  public func leave(_ worker: WorkerID) async throws {
    try await database.execute("DELETE FROM platform_workers WHERE id = \(worker)")
  }

  /// Says that every other worker has ended: for a store that one process has to itself.
  public func leaveAll(but worker: WorkerID) async throws {
    try await database.execute("DELETE FROM platform_workers WHERE id <> \(worker)")
  }
}

extension Dialect {
  /// The store's own clock, which servers whose clocks differ share; the machine's where the store
  /// is a file of one machine.
  func storeTime(_ machine: Instant, ago seconds: Int64 = 0) -> SQL {
    switch self {
    case .postgres: "(clock_timestamp() - \(seconds) * interval '1 second')"
    case .sqlite: "\(machine.adding(seconds: -seconds))"
    }
  }
}
