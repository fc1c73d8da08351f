public import Jobs
public import Kernel
import Storage
public import Work

extension SQLJobs {
  /// Shows that a worker is alive, and makes the jobs of dead ones due.
  ///
  /// A worker whose last sign of life lies ahead of now by more than clocks may differ gave it
  /// before the clock was set back. Whether it is alive is not known: it gets the time anew in
  /// which to show itself.
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

  /// Makes the jobs of a queue due again that are a worker's, and that it knows nothing of.
  @discardableResult
  public func reclaim(
    from queue: JobQueue, of worker: WorkerID, except runs: Set<JobRun>, at now: Instant
  ) async throws -> Int {
    let reclaimed = try await database.transaction { sql in
      let strays = try Orphan.all(where: "worker = \(worker) AND queue = \(queue.name)", in: sql)
        .filter { stray in !runs.contains { $0.id == stray.id && $0.attempt == stray.attempt } }
      try Self.makeDue(strays, because: "the worker does not know of it", in: sql, at: now)
      return strays.count
    }
    if reclaimed > 0 { database.announce(Self.channel) }
    return reclaimed
  }

  /// Makes the jobs of workers due that are not there any more, and gives those up that had their
  /// last attempt.
  private static func rescue(in sql: any SQLExecutor, at now: Instant) throws -> Int {
    let orphans = try Orphan.all(
      where: "NOT EXISTS (SELECT 1 FROM platform_workers w WHERE w.id = platform_jobs.worker)",
      in: sql)
    try makeDue(orphans, because: "the worker died", in: sql, at: now)
    return orphans.count
  }

  private static func makeDue(
    _ orphans: [Orphan], because reason: String, in sql: any SQLExecutor, at now: Instant
  ) throws {
    for orphan in orphans {
      let error = JobError(orphan.attempt, reason, at: now).appended
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
  }

  /// Makes jobs due whose time a clock that was ahead has told.
  public func hasten(_ queue: JobQueue, due: Instant, at now: Instant) async throws {
    let farthest = due.adding(seconds: ClockTolerance.seconds)
    let future = now.adding(seconds: ClockTolerance.seconds)
    // By the machine's clock jobs wait for pauses, not for moments.
    let isPause: SQL =
      switch queue.timing {
      case .business: "FALSE"
      case .machine: "state = 'scheduled' AND COALESCE(attempted_at, created_at) > \(future)"
      }
    let hastened = try await database.execute(
      """
      UPDATE platform_jobs SET scheduled_at = \(due)
      WHERE queue = \(queue.name) AND state IN ('available', 'scheduled', 'retryable')
        AND scheduled_at > \(farthest)
        AND (state = 'available' OR (state = 'retryable' AND attempted_at > \(future))
          OR (\(isPause)))
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

/// A job that is under way, and that nobody is at.
private struct Orphan {
  let id: JobID
  let attempt: Int
  let most: Int

  /// The first thousand jobs under way of which a condition holds. Their rows are locked.
  static func all(where condition: SQL, in sql: any SQLExecutor) throws -> [Orphan] {
    try sql.all(
      """
      SELECT id, attempt, max_attempts FROM platform_jobs
      WHERE state = 'running' AND \(condition)
      ORDER BY id
      LIMIT 1000
      \(sql.dialect.lockingFreeRows)
      """
    ) { Orphan(id: try $0.get(0), attempt: try $0.get(1), most: try $0.get(2)) }
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
