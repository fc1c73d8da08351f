public import Jobs
public import Kernel
public import Storage
public import Work

/// The jobs of one database.
public struct SQLJobs: JobStore {
  /// The channel on which it is announced that a job became due.
  public static let channel = "platform_jobs"
  /// How long a worker may not have shown itself before it counts as dead, in seconds.
  static let silence: Int64 = 45

  let database: any Database
  private let ids: any IDSource

  /// Jobs in a database with the platform's tables.
  public init(database: any Database, ids: any IDSource) {
    self.database = database
    self.ids = ids
  }

  /// Each time that jobs may have become due.
  public var announcements: AsyncStream<Void> { database.announcements(on: Self.channel) }

  /// Whether the database has one server: a file has.
  public var isOfOneServer: Bool { database.dialect == .sqlite }

  /// Takes due jobs for a worker, the earliest first.
  public func claim(
    _ limit: Int, from queue: JobQueue, of kinds: [String], for worker: WorkerID, due: Instant,
    at now: Instant
  ) async throws -> [ClaimedJob] {
    let isDue: SQL = """
      queue = \(queue.name) AND state IN ('available', 'scheduled', 'retryable')
        AND scheduled_at <= \(due) AND kind \(database.dialect.isAmong(kinds.sqlValue))
      """
    // The one writer of a SQLite file is not bothered for nothing.
    if database.dialect == .sqlite,
      try await database.first("SELECT 1 FROM platform_jobs WHERE \(isDue) LIMIT 1") == nil
    {
      return []
    }
    let picked: SQL = """
      SELECT id FROM platform_jobs WHERE \(isDue)
      ORDER BY scheduled_at, id
      LIMIT \(limit)
      \(database.dialect.lockingFreeRows)
      """
    return try await database.all(
      """
      UPDATE platform_jobs
      SET state = 'running', attempt = attempt + 1, attempted_at = \(now), worker = \(worker)
      WHERE id \(database.dialect.isAmongRows(of: picked))
      RETURNING id, kind, args, attempt, max_attempts, scheduled_at
      """, ClaimedJob.init(row:)
    ).sorted { ($0.run.scheduledAt, $0.run.id) < ($1.run.scheduledAt, $1.run.id) }
  }

  /// Ends an attempt.
  @discardableResult
  public func finish(_ run: JobRun, as end: JobEnd, at now: Instant) async throws -> Bool {
    let statement: SQL
    switch end {
    case .completed: statement = Self.completing(run, at: now)
    case .retryable(let due, let error):
      statement = """
        UPDATE platform_jobs
        SET state = 'retryable', worker = NULL, scheduled_at = \(due),
          errors = \(JobError(run.attempt, error, at: now).appended)
        WHERE \(Self.isUnderWay(run))
        """
    case .discarded(let error):
      statement = """
        UPDATE platform_jobs
        SET state = 'discarded', worker = NULL, finalized_at = \(now),
          errors = \(JobError(run.attempt, error, at: now).appended)
        WHERE \(Self.isUnderWay(run))
        """
    case .snoozed(let due):
      statement = """
        UPDATE platform_jobs
        SET state = 'scheduled', worker = NULL, scheduled_at = \(due), attempt = attempt - 1
        WHERE \(Self.isUnderWay(run))
        """
    }
    return try await database.execute(statement) == 1
  }

  /// Ends an attempt that did what was to be done.
  static func completing(_ run: JobRun, at now: Instant) -> SQL {
    """
    UPDATE platform_jobs SET state = 'completed', worker = NULL, finalized_at = \(now)
    WHERE \(isUnderWay(run))
    """
  }

  private static func isUnderWay(_ run: JobRun) -> SQL {
    "id = \(run.id) AND state = 'running' AND attempt = \(run.attempt)"
  }

  /// Gives jobs back that a worker had taken.
  public func release(_ runs: [JobRun]) async throws {
    for run in runs {
      try await database.execute(
        """
        UPDATE platform_jobs SET state = 'available', worker = NULL, attempt = attempt - 1
        WHERE \(Self.isUnderWay(run))
        """)
    }
    if !runs.isEmpty { database.announce(Self.channel) }
  }

  /// Which of these runs are not under way any more.
  public func lost(among runs: [JobRun]) async throws -> [JobRun] {
    let attempts = Dictionary(
      uniqueKeysWithValues: try await database.all(
        """
        SELECT id, attempt FROM platform_jobs
        WHERE id \(database.dialect.isAmong(runs.map(\.id).sqlValue)) AND state = 'running'
        """
      ) { (try $0.get(0, as: JobID.self), try $0.get(1, as: Int.self)) })
    return runs.filter { attempts[$0.id] != $0.attempt }
  }

  /// When the earliest job of these queues becomes due that waits.
  public func nextDue(in queues: [JobQueue]) async throws -> Instant? {
    var earliest: Instant?
    for queue in queues {
      let due = try await database.first(
        """
        SELECT scheduled_at FROM platform_jobs
        WHERE queue = \(queue.name) AND state IN ('available', 'scheduled', 'retryable')
        ORDER BY scheduled_at, id
        LIMIT 1
        """
      ) { try $0.get(0, as: Instant.self) }
      earliest = [earliest, due].compactMap { $0 }.min()
    }
    return earliest
  }

  /// How many unfinished jobs of these queues are due at an instant.
  ///
  /// Each queue is counted by itself, and those that wait apart from those under way, as there are
  /// indexes for that: whoever moves the clock asks again and again, and there may be years of jobs
  /// that are not due.
  public func pending(in queues: [JobQueue], at due: Instant) async throws -> Int {
    guard !queues.isEmpty else { return 0 }
    let counts: [SQL] = queues.flatMap { queue -> [SQL] in
      let isDue: SQL = "queue = \(queue.name) AND scheduled_at <= \(due)"
      return [
        """
        (SELECT count(*) FROM platform_jobs
          WHERE state IN ('available', 'scheduled', 'retryable') AND \(isDue))
        """,
        "(SELECT count(*) FROM platform_jobs WHERE state = 'running' AND \(isDue))",
      ]
    }
    return try await database.first("SELECT \(SQL.joined(counts, separator: " + "))") {
      try $0.get(0, as: Int.self)
    } ?? 0
  }

  /// How many jobs of these queues were completed or given up after an instant.
  public func finished(in queues: [JobQueue], after start: Instant) async throws -> Int {
    try await database.first(
      """
      SELECT count(*) FROM platform_jobs
      WHERE finalized_at > \(start) AND state IN ('completed', 'discarded')
        AND queue \(database.dialect.isAmong(queues.map(\.name).sqlValue))
      """
    ) { try $0.get(0, as: Int.self) } ?? 0
  }

  /// How many jobs there are of each kind in each state that is not a finished one.
  public func depths(at now: Instant) async throws -> [JobDepth] {
    try await database.query(
      """
      SELECT kind, state, count(*), min(scheduled_at) FROM platform_jobs
      WHERE state IN ('available', 'scheduled', 'running', 'retryable')
      GROUP BY kind, state
      """, consistency: .boundedStaleness, expected: .long
    ).map { row in
      JobDepth(
        kind: try row.get(0, as: String.self), state: try row.get(1, as: JobState.self),
        count: try row.get(2, as: Int.self),
        oldestMilliseconds: now.milliseconds(since: try row.get(3, as: Instant.self)))
    }
  }

  /// Removes jobs that were completed a day ago, or given up or cancelled a week ago.
  /// - Returns: how many.
  static func forgetFinished(in database: any Database, at now: Instant) async throws -> Int {
    let sweep = Sweep(table: "platform_jobs", key: "id", time: "finalized_at")
    let day = now.adding(seconds: -86_400)
    let week = now.adding(seconds: -7 * 86_400)
    return try await sweep.run(
      where: "finalized_at < \(day) AND (state = 'completed' OR finalized_at < \(week))",
      slice: 1_000, in: database)
  }

  /// Makes ids of jobs.
  func makeID() -> JobID { ids.make() }
}

extension ClaimedJob {
  /// Reads a row of `claim`.
  fileprivate init(row: Row) throws {
    self.init(
      run: JobRun(
        id: try row.get(0, as: JobID.self), attempt: try row.get(3, as: Int.self),
        maxAttempts: try row.get(4, as: Int.self), scheduledAt: try row.get(5, as: Instant.self)),
      kind: try row.get(1, as: String.self), arguments: try row.get(2, as: String.self))
  }
}

extension JobState: SQLBindable, SQLDecodable {}
