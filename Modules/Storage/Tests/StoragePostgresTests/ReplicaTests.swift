import EventLoop
import Foundation
import Storage
import StoragePostgres
import StorageTesting
import Synchronization
import Testing

/// Reads that may be answered by a replica. One test at a time: they stop and hold the one replica.
@Suite("Replicas", .serialized)
struct ReplicaTests {
  private static let servers = Result { try ReplicatedPostgres() }

  /// A database with the table `t (n bigint)` on the primary.
  private func run(
    bound: Duration = .seconds(2), replica: String? = nil,
    _ body: (ReplicaScene) async throws -> Void
  ) async throws {
    let servers = try Self.servers.get()
    let group = try EventLoopGroup(count: 2)
    var options = PostgresOptions()
    options.replicas = [replica ?? servers.replica]
    options.replicaMaxLag = bound
    let database = try PostgresDatabase(url: servers.primary, group: group, options: options)
    let scene = ReplicaScene(database: database, servers: servers, bound: bound)
    let outcome: Result<Void, any Error>
    do {
      try await database.execute("DROP TABLE IF EXISTS t")
      try await database.execute("CREATE TABLE t (n bigint)")
      outcome = .success(try await body(scene))
    } catch {
      outcome = .failure(error)
    }
    await database.close()
    group.shutdown()
    try outcome.get()
  }

  @Test("Only what may be old is read from the replica")
  func routing() async throws {
    try await run { scene in
      try await scene.untilReplicaAnswers()
      let database = scene.database
      for _ in 0..<4 {
        #expect(try await scene.isReplica(nil) == false)
        #expect(try await scene.isReplica(.current) == false)
      }
      let inTransaction = try await database.transaction {
        try $0.first("SELECT pg_is_in_recovery()") { try $0.get(0, as: Bool.self) }
      }
      #expect(inTransaction == false)
      #expect(try await database.execute("INSERT INTO t VALUES (1)") == 1)
      let status = try #require(database.replicaStatuses.first)
      #expect(status.reads > 0)
    }
  }

  @Test("What a replica refuses is the primary's to answer or to refuse")
  func refused() async throws {
    try await run { scene in
      try await scene.untilReplicaAnswers()
      let rows = try await scene.database.query(
        "INSERT INTO t VALUES (7) RETURNING n", consistency: .boundedStaleness)
      #expect(try rows.first?.get(0) == 7)
      await #expect(throws: StorageError.self) {
        try await scene.database.query("SELECT 1 / 0", consistency: .boundedStaleness)
      }
    }
  }

  @Test("No answer is older than the bound, whatever becomes of the replay, and none fails")
  func bound() async throws {
    try await run(bound: .milliseconds(400)) { scene in
      try await scene.untilReplicaAnswers()
      let (database, bound) = (scene.database, scene.bound)
      let replica = try await scene.connectToReplica()
      defer { replica.close() }
      let course = Course()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var n: Int64 = 0
          while !course.isDone {
            n += 1
            try await database.execute("INSERT INTO t VALUES (\(n))")
            course.acknowledged(n)
          }
        }
        // Here, not in a task: a connection stays with who opened it.
        defer { course.end() }
        for pauses in [true, false, true, false] {
          let statement = pauses ? "pg_wal_replay_pause" : "pg_wal_replay_resume"
          try replica.executeScript("SELECT \(statement)()")
          // Until what was asked for shows in where reads go.
          try await poll {
            let asked = ContinuousClock.now
            let row = try await database.query(
              "SELECT COALESCE(max(n), 0) AS n, pg_is_in_recovery() AS replica FROM t",
              consistency: .boundedStaleness
            ).first
            let n: Int64 = try row?["n"] ?? -1
            let needed = course.last(before: asked - bound)
            #expect(n >= needed)
            return try row?["replica"] == !pauses
          }
        }
        course.end()
        try await group.waitForAll()
      }
    }
  }

  @Test("A primary with nothing to do does not look like lag, after a change of log files either")
  func idle() async throws {
    try await run(bound: .milliseconds(400)) { scene in
      try await scene.untilReplicaAnswers()
      try await scene.database.execute("SELECT pg_switch_wal()")
      // Longer than anything known before can count.
      let end = ContinuousClock.now + scene.bound * 3
      while ContinuousClock.now < end { _ = try await scene.isReplica(.boundedStaleness) }
      try await scene.untilReplicaAnswers()
    }
  }

  @Test("When the replica stops no read fails, and when it is back it is used again")
  func stopped() async throws {
    try await run { scene in
      try await scene.untilReplicaAnswers()
      let (database, servers) = (scene.database, scene.servers)
      let course = Course()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
          group.addTask {
            while !course.isDone {
              _ = try await database.query(
                "SELECT count(*) FROM generate_series(1, 10000)", consistency: .boundedStaleness)
            }
          }
        }
        group.addTask {
          defer { course.end() }
          try servers.pauseReplica()
          try await poll { try await scene.isReplica(.boundedStaleness) == false }
          #expect(database.replicaStatuses.first?.state == .unreachable)
          try servers.resumeReplica()
          try await scene.untilReplicaAnswers()
        }
        try await group.waitForAll()
      }
    }
  }

  @Test("A replica that hangs is given up, and what it was asked is asked of the primary")
  func hanging() async throws {
    try await run { scene in
      try await scene.untilReplicaAnswers()
      let replica = try await scene.connectToReplica()
      defer { replica.close() }
      let backends = try replica.all(
        "SELECT pid::bigint FROM pg_stat_activity WHERE application_name = 'atrium'"
      ) { pid_t(try $0.get(0, as: Int64.self)) }
      #expect(backends.count >= 2)
      // With the one that would start more of them.
      let processes = try backends + backends.prefix(1).map(parent)
      for process in processes { kill(process, SIGSTOP) }
      defer { for process in processes { kill(process, SIGCONT) } }
      // What comes now still goes to the replica, and waits for it.
      #expect(try await scene.isReplica(.boundedStaleness) == false)
      for process in processes { kill(process, SIGCONT) }
      try await scene.untilReplicaAnswers()
    }
  }

  private func parent(of process: pid_t) throws -> pid_t {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("PPid:") }
    return try #require(line.flatMap { pid_t($0.dropFirst(5).filter { $0.isNumber }) })
  }

  @Test("What is no replica of this primary is never read from")
  func foreign() async throws {
    let servers = try Self.servers.get()
    try await run(replica: servers.primary) { scene in
      try await poll { scene.database.replicaStatuses.first?.state == .foreign }
      #expect(try await scene.isReplica(.boundedStaleness) == false)
    }
    let other = try await Engine.postgres.database()
    let place = try await other.first(
      """
      SELECT current_setting('unix_socket_directories') AS folder,
        current_setting('port') AS port, current_user::text AS login
      """)
    let url =
      try "postgresql://\(place!["login"] as String)@/postgres"
      + "?host=\(place!["folder"] as String)&port=\(place!["port"] as String)"
    try await run(replica: url) { scene in
      try await poll { scene.database.replicaStatuses.first?.state == .foreign }
      #expect(try await scene.isReplica(.boundedStaleness) == false)
      #expect(scene.database.replicaStatuses.first?.reads == 0)
    }
    await other.close()
  }

  @Test("A URL that libpq does not understand is refused at once")
  func malformed() throws {
    var options = PostgresOptions()
    options.replicas = ["postgresql://[nowhere"]
    let group = try EventLoopGroup(count: 1)
    #expect(throws: DatabaseURLError.malformed) {
      try PostgresDatabase(url: "postgresql://localhost/a", group: group, options: options)
    }
    group.shutdown()
  }
}

/// What several tasks of a test tell each other.
private final class Course: Sendable {
  private let ended = Atomic<Bool>(false)
  private let numbers = Mutex<[(n: Int64, at: ContinuousClock.Instant)]>([])

  var isDone: Bool { ended.load(ordering: .relaxed) }

  func end() { ended.store(true, ordering: .relaxed) }

  func acknowledged(_ n: Int64) { numbers.withLock { $0.append((n, .now)) } }

  /// The last number that was acknowledged before an instant; 0 if none was.
  func last(before instant: ContinuousClock.Instant) -> Int64 {
    numbers.withLock { $0.last { $0.at < instant }?.n } ?? 0
  }
}

private struct ReplicaScene: Sendable {
  let database: PostgresDatabase
  let servers: ReplicatedPostgres
  let bound: Duration

  /// Whether a statement was answered by the replica.
  func isReplica(_ consistency: ReadConsistency?) async throws -> Bool? {
    let sql: SQL = "SELECT pg_is_in_recovery() AS replica"
    let rows =
      if let consistency {
        try await database.query(sql, consistency: consistency)
      } else {
        try await database.query(sql)
      }
    return try rows.first?["replica"]
  }

  func untilReplicaAnswers() async throws {
    // Both at once: an attempt to connect that began before the replica was back may fail after
    // another's read was answered, and then it has to be looked at again.
    try await poll {
      try await isReplica(.boundedStaleness) == true
        && database.replicaStatuses.first?.state == .usable
    }
  }

  /// A connection of one's own to the replica.
  func connectToReplica() async throws -> any SQLConnection {
    let group = try EventLoopGroup(count: 1)
    var options = PostgresOptions()
    options.applicationName = "atrium-tests"
    let database = try PostgresDatabase(url: servers.replica, group: group, options: options)
    let connection = try database.connect()
    await database.close()
    group.shutdown()
    return connection
  }
}

private struct NeverHappened: Error {}

/// Asks until the answer is yes; fails after a time in which it must have been.
private func poll(_ condition: () async throws -> Bool) async throws {
  let deadline = ContinuousClock.now + .seconds(60)
  while try await !condition() {
    guard ContinuousClock.now < deadline else { throw NeverHappened() }
    await Task.yield()
  }
}
