import Storage
import StoragePostgres
import Testing

/// Somebody else's lock delays who needs it, and nobody else.
@Suite("Locks of somebody else")
struct LockTests {
  private static func prepare(_ test: TestDatabase) async throws -> any SQLConnection {
    try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint)")
    try await test.database.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
    let tool = try test.database.connect()
    try tool.executeScript("BEGIN; SELECT 1 FROM t WHERE id = 1 FOR UPDATE")
    return tool
  }

  private static func change(_ id: Int64) -> SQL { "UPDATE t SET n = n + 1 WHERE id = \(id)" }

  private static func isLocked(_ error: any Error) -> Bool {
    if case StorageUnavailable.locked = error { true } else { false }
  }

  @Test("A lock that is not given back in time is told as such, and counted")
  func timeout() async throws {
    var options = PostgresOptions()
    options.lockTimeout = .milliseconds(150)
    try await TestDatabase.run(options: options) { test in
      let tool = try await Self.prepare(test)
      defer { tool.close() }
      await #expect {
        try await test.database.execute(Self.change(1))
      } throws: {
        Self.isLocked($0)
      }
      await #expect {
        try await test.database.transaction { _ = try $0.execute(Self.change(1)) }
      } throws: {
        Self.isLocked($0)
      }
      #expect(test.database.lockTimeouts == 2)
      await #expect {
        try await test.database.transaction(waiting: .brief) { _ = try $0.execute(Self.change(1)) }
      } throws: {
        Self.isLocked($0)
      }
      #expect(StorageUnavailable.locked(statement: "").isOutcomeKnown)
    }
  }

  @Test("Others go on while some wait, also where there is one place for all")
  func others() async throws {
    var options = PostgresOptions()
    options.lockTimeout = .seconds(60)
    options.transactionConnections = 1
    options.connectionsPerLoop = 1
    try await TestDatabase.run(options: options) { test in
      let tool = try await Self.prepare(test)
      let waiting = (0..<6).map { number in
        Task {
          if number.isMultiple(of: 2) {
            try await test.database.execute(Self.change(1))
          } else {
            try await test.database.transaction { _ = try $0.execute(Self.change(1)) }
          }
        }
      }
      let stuck: SQL = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'
        """
      while try tool.first(stuck, { try $0.get(0, as: Int64.self) }) == 0 {}
      for _ in 0..<20 {
        try await test.database.execute(Self.change(2))
        try await test.database.transaction { _ = try $0.execute(Self.change(2)) }
      }
      tool.close()
      for task in waiting { try await task.value }
      let sums = try await test.database.all("SELECT n FROM t ORDER BY id") {
        try $0.get(0, as: Int64.self)
      }
      #expect(sums == [6, 40])
    }
  }
}
