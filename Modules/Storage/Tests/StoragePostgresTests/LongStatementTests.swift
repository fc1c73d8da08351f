import EventLoop
import Storage
import StoragePostgres
import Testing

/// Statements that a lock of the test holds at the server, for as long as the test wants.
@Suite("Statements that take long", .timeLimit(.minutes(30)))
struct LongStatementTests {
  /// Statements that take long are made of locks here, so they are waited for without end.
  private static var waiting: PostgresOptions {
    var options = PostgresOptions()
    options.lockTimeout = nil
    return options
  }

  /// A busy machine is no reason to be turned away.
  private static var patient: PostgresOptions {
    var options = Self.waiting
    options.waitLimit = .seconds(60)
    return options
  }

  /// Takes a lock that nobody else gets before it is given back.
  private static func lock(in test: TestDatabase) throws -> any SQLConnection {
    let tool = try test.database.connect()
    _ = try tool.query("SELECT pg_advisory_lock(7)")
    return tool
  }

  /// Waits for the test's lock; takes so many ms besides.
  private static func held(besides milliseconds: Int64 = 0) -> SQL {
    "SELECT pg_advisory_xact_lock(7), pg_sleep(CAST(\(milliseconds) AS bigint) / 1000.0)"
  }

  /// Returns when so many statements stand at the lock, or more. Asks on a connection of its own.
  private static func waitUntil(_ count: Int64, standAtLockOf tool: any SQLConnection) async throws
  {
    let standing: SQL = """
      SELECT count(*) FROM pg_locks WHERE NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """
    // Others want the thread as well.
    while try tool.first(standing, { try $0.get(0, as: Int64.self) }) ?? 0 < count {
      await Task.yield()
    }
  }

  /// How many of 20 reads on each loop are answered, each by its own answer.
  private static func answers(_ test: TestDatabase) async throws -> Int {
    var right = 0
    for loop in test.group.loops.indices {
      right += try await test.onLoop(loop) { database in
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for number in 0..<20 {
            group.addTask {
              try await database.first("SELECT \(number)") { try $0.get(0, as: Int.self) }
                == number
            }
          }
          return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
      }
    }
    return right
  }

  /// Sends statements on each loop; answers the tasks that wait for them.
  private static func send(
    _ sql: SQL, times: Int, expected: ExpectedDuration, _ test: TestDatabase
  ) -> [Task<Int, any Error>] {
    test.group.loops.indices.flatMap { loop in
      (0..<times).map { _ in
        Task { try await test.onLoop(loop) { try await $0.query(sql, expected: expected).count } }
      }
    }
  }

  @Test("Declared, they hold up nobody, however many are under way")
  func declared() async throws {
    try await TestDatabase.run(loops: 2, options: Self.patient) { test in
      let tool = try Self.lock(in: test)
      let long = Self.send(Self.held(), times: 20, expected: .long, test)
      try await Self.waitUntil(4, standAtLockOf: tool)
      #expect(try await Self.answers(test) == 40)
      tool.close()
      for task in long { #expect(try await task.value == 1) }
      #expect(test.database.pipelineStatuses.map(\.slowStatements) == [0, 0])
    }
  }

  @Test("Once one has been seen to take long it holds up nobody either, and nobody declared it")
  func learnt() async throws {
    try await TestDatabase.run(loops: 2, options: Self.patient) { test in
      // The lock is free: it is the sleep that takes long.
      for task in Self.send(Self.held(besides: 300), times: 1, expected: .short, test) {
        #expect(try await task.value == 1)
      }
      #expect(test.database.pipelineStatuses.map(\.slowStatements) == [1, 1])

      let tool = try Self.lock(in: test)
      // As many as there are pipelined connections, each of which one would hold up.
      let long = Self.send(Self.held(), times: 2, expected: .short, test)
      try await Self.waitUntil(4, standAtLockOf: tool)
      #expect(try await Self.answers(test) == 40)
      tool.close()
      for task in long { #expect(try await task.value == 1) }
    }
  }

  @Test("One that turned out to take long comes back when it was quick several times")
  func comesBack() async throws {
    try await TestDatabase.run(options: Self.waiting) { test in
      _ = try await test.database.query(Self.held(besides: 300))
      #expect(test.database.pipelineStatuses[0].slowStatements == 1)
      // How many runs are quick in a row depends on the machine; that it comes back is the promise.
      while test.database.pipelineStatuses[0].slowStatements > 0 {
        _ = try await test.database.query(Self.held())
      }
      #expect(try await Self.answers(test) == 20)
    }
  }

  @Test("Reads that stand behind one, before anybody knows, are answered elsewhere")
  func relief() async throws {
    try await TestDatabase.run(options: Self.waiting) { test in
      #expect(try await Self.answers(test) == 20)
      let tool = try Self.lock(in: test)
      let sql = Self.held()
      let held = Task { try await test.onLoop { try await $0.query(sql).count } }
      try await Self.waitUntil(1, standAtLockOf: tool)
      for _ in 0..<5 { #expect(try await Self.answers(test) == 20) }
      tool.close()
      #expect(try await held.value == 1)
      // What the held connection says late is nobody's answer.
      for _ in 0..<5 { #expect(try await Self.answers(test) == 20) }
    }
  }

  /// What a table's lock holds, each another statement.
  enum Held: CaseIterable { case reads, changes }

  @Test(
    "However many are held that nobody knew of, reads that are known to be quick are answered",
    arguments: Held.allCases, [3, 12])
  func surplus(held: Held, count: Int) async throws {
    try await TestDatabase.run(options: Self.patient) { test in
      try await test.database.execute("CREATE TABLE t (id bigint)")
      // A thousand answers and more on one of the two connections: what takes long from now on is
      // the machine's delay.
      for _ in 0..<150 { #expect(try await Self.answers(test) == 20) }
      let tool = try test.database.connect()
      try tool.executeScript("BEGIN")
      try tool.execute("LOCK TABLE t")
      var waiting: [Task<Int, any Error>] = []
      for number in 0..<count {
        // A text of its own each.
        let sql =
          switch held {
          case .reads: SQL(verbatim: "SELECT id, \(number) FROM t")
          case .changes: SQL(verbatim: "DELETE FROM t WHERE id = \(number)")
          }
        waiting.append(Task { try await test.onLoop { try await $0.query(sql).count } })
        // One by one as long as there are pipelines, so that none is sent behind another.
        guard number < 4 else { continue }
        try await Self.waitUntil(Int64(number) + 1, standAtLockOf: tool)
        #expect(try await Self.answers(test) == 20)
      }
      for _ in 0..<5 { #expect(try await Self.answers(test) == 20) }
      tool.close()
      for task in waiting { #expect(try await task.value == 0) }
      for _ in 0..<5 { #expect(try await Self.answers(test) == 20) }
    }
  }

  @Test("Reads in the pipeline of one are asked again, also when there is no other pipeline")
  func askedAgain() async throws {
    var options = Self.waiting
    options.connectionsPerLoop = 1
    try await TestDatabase.run(options: options) { test in
      let tool = try Self.lock(in: test)
      let sql = Self.held()
      let held = Task { try await test.onLoop { try await $0.query(sql).count } }
      try await Self.waitUntil(1, standAtLockOf: tool)
      #expect(try await Self.answers(test) == 20)
      tool.close()
      #expect(try await held.value == 1)
      #expect(try await Self.answers(test) == 20)
    }
  }

  @Test("Changes that stand behind one are made once")
  func changes() async throws {
    var options = Self.waiting
    options.connectionsPerLoop = 1
    try await TestDatabase.run(options: options) { test in
      try await test.database.execute("CREATE TABLE t (id bigint)")
      let tool = try Self.lock(in: test)
      let sql = Self.held()
      let held = Task { try await test.onLoop { try await $0.query(sql).count } }
      try await Self.waitUntil(1, standAtLockOf: tool)
      let change = Task {
        try await test.onLoop { try await $0.execute("INSERT INTO t VALUES (1)") }
      }
      #expect(try await Self.answers(test) == 20)
      tool.close()
      #expect(try await held.value == 1)
      #expect(try await change.value == 1)
      let rows = try await test.database.first("SELECT count(*) FROM t") {
        try $0.get(0, as: Int64.self)
      }
      #expect(rows == 1)
    }
  }

  @Test("More than may wait, or for longer, are turned away", arguments: [0, 1])
  func overloaded(waiting: Int) async throws {
    var options = Self.waiting
    options.longConnectionsPerLoop = 1
    options.queuedLongStatements = waiting
    // The one that may wait waits for so long.
    options.waitLimit = .milliseconds(300)
    try await TestDatabase.run(options: options) { test in
      // The connection is opened by one of those that may wait for it.
      while (try? await test.database.query("SELECT 1", expected: .long)) == nil {}
      let tool = try Self.lock(in: test)
      let sql = Self.held()
      let held = Task { try await test.onLoop { try await $0.query(sql, expected: .long).count } }
      try await Self.waitUntil(1, standAtLockOf: tool)
      for _ in 0..<waiting + 1 {
        await #expect(throws: StorageUnavailable.overloaded) {
          try await test.database.query(sql, expected: .long)
        }
      }
      tool.close()
      #expect(try await held.value == 1)
    }
  }

  @Test("One that nobody declared is not turned away, and is no more in the way than one before it")
  func takenBack() async throws {
    var options = Self.waiting
    options.longConnectionsPerLoop = 1
    options.queuedLongStatements = 1
    options.waitLimit = .seconds(2)
    try await TestDatabase.run(options: options) { test in
      _ = try await test.database.query(Self.held(besides: 300))
      let tool = try Self.lock(in: test)
      let long = Self.send(Self.held(), times: 20, expected: .short, test)
      // One runs apart, and one is first in the pipeline in which all others are.
      try await Self.waitUntil(2, standAtLockOf: tool)
      #expect(try await Self.answers(test) == 20)
      tool.close()
      for task in long { #expect(try await task.value == 1) }
    }
  }

  @Test("They have a time limit of their own, and read whole tables as tools do")
  func settings() async throws {
    var options = Self.waiting
    options.longStatementTimeout = .seconds(77)
    try await TestDatabase.run(options: options) { test in
      let settings: SQL = """
        SELECT current_setting('statement_timeout'), current_setting('enable_seqscan'),
          current_setting('plan_cache_mode')
        """
      let long = try await test.database.first(settings, expected: .long) {
        try [$0.get(0), $0.get(1), $0.get(2, as: String.self)]
      }
      #expect(long == ["77s", "on", "force_custom_plan"])
      let short = try await test.database.first(settings) {
        try [$0.get(0), $0.get(1), $0.get(2, as: String.self)]
      }
      #expect(short == ["30s", "off", "auto"])
    }
  }
}
