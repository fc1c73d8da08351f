import Storage
import StoragePostgres
import Testing

@Suite("Statements on the loop")
struct StatementTests {
  @Test("Answers reach those who asked, however many ask in one turn")
  func order() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      let wrong = try await test.onLoop { database in
        await withTaskGroup(of: Bool.self) { group in
          for number in 0..<200 {
            group.addTask {
              switch number % 3 {
              case 0: (try? await database.execute("INSERT INTO t VALUES (\(number))")) == 1
              case 1:
                (try? await database.first("SELECT \(number)") { try $0.get(0, as: Int.self) })
                  == number
              default:
                (try? await database.query(
                  "SELECT g FROM generate_series(1, CAST(\(number) AS bigint)) AS g"
                ).count) == number
              }
            }
          }
          return await group.reduce(into: 0) { $0 += $1 ? 0 : 1 }
        }
      }
      #expect(wrong == 0)
      let inserted = try await test.database.query("SELECT id FROM t").count
      #expect(inserted == 67)
    }
  }

  @Test("Answers and values of many megabytes pass")
  func large() async throws {
    try await TestDatabase.run { test in
      let bytes = [UInt8](repeating: 7, count: 5_000_000)
      let sizes = try await test.onLoop { database in
        try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<4 {
            group.addTask {
              try await database.first("SELECT \(bytes) AS b") {
                try $0.get("b", as: [UInt8].self)
              }?
              .count ?? 0
            }
          }
          return try await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(sizes == [5_000_000, 5_000_000, 5_000_000, 5_000_000])
      let both = try await test.database.transaction { tx in
        try tx.pipeline(["SELECT \(bytes)", "SELECT \(bytes)"]).count
      }
      #expect(both == 2)
    }
  }

  @Test("A connection keeps no more prepared statements than it is told", arguments: [0, 3])
  func cache(capacity: Int) async throws {
    var options = PostgresOptions()
    options.statementCache = capacity
    options.connectionsPerLoop = 1
    options.transactionConnections = 1
    try await TestDatabase.run(options: options) { test in
      let kept: SQL = "SELECT count(*) FROM pg_prepared_statements"
      for number in 0..<10 {
        let sql = SQL(verbatim: "SELECT \(number)")
        for _ in 0..<2 {
          let count = try await test.database.query(sql).count
          #expect(count == 1)
        }
        let counts = try await test.database.transaction { tx in
          [try tx.query(sql).count, try tx.query(sql).count]
        }
        #expect(counts == [1, 1])
      }
      let loops = try await test.database.first(kept) { try $0.get(0, as: Int.self) }
      let apart = try await test.database.transaction { tx in
        try tx.first(kept) { try $0.get(0, as: Int.self) }
      }
      #expect(loops == capacity)
      #expect(apart == capacity)
    }
  }

  @Test("Statements that want to be alone before their Sync are")
  func alone() async throws {
    var options = PostgresOptions()
    options.statementCache = 1
    try await TestDatabase.run(options: options) { test in
      try await test.database.execute("CREATE TABLE t (id bigint)")
      try await test.onLoop { database in
        async let read = database.query("SELECT 1")
        async let build = database.execute("CREATE INDEX CONCURRENTLY i ON t (id)")
        async let other = database.query("SELECT 2")
        _ = try await (read, build, other)
      }
      let tool = try test.database.connect()
      _ = try tool.query("SELECT 1")
      _ = try tool.query("SELECT 2")
      try tool.execute("DROP INDEX CONCURRENTLY i")
      tool.close()
    }
  }

  @Test("A script runs as one, and says which of its lines is wrong")
  func script() async throws {
    try await TestDatabase.run { test in
      let tool = try test.database.connect()
      #expect {
        try tool.executeScript("CREATE TABLE t (id bigint);\nSELECT nonsense;\n")
      } throws: {
        guard case StorageError.statement(let sql, "42703", _) = $0 else { return false }
        return sql == "line 2: SELECT nonsense;"
      }
      #expect(throws: StorageUnavailable.self) { try tool.query("SELECT * FROM t") }
      #expect(throws: StorageError.self) { try tool.executeScript("COPY pg_class TO STDOUT") }
      tool.close()
      #expect(throws: StorageUnavailable.self) { try tool.query("SELECT 1") }
    }
  }

  @Test("The session is set up as the options say")
  func settings() async throws {
    var options = PostgresOptions()
    options.statementTimeout = .milliseconds(40)
    options.applicationName = "atrium test"
    try await TestDatabase.run(options: options) { test in
      let row = try #require(
        try await test.database.first(
          """
          SELECT current_setting('application_name') AS name, current_setting('TimeZone') AS zone,
            current_setting('statement_timeout') AS timeout
          """))
      #expect(try row["name"] == "atrium test")
      #expect(try row["zone"] == "UTC")
      #expect(try row["timeout"] == "40ms")
      await #expect {
        try await test.database.query("SELECT pg_sleep(60)")
      } throws: {
        guard case StorageUnavailable.cancelled = $0 else { return false }
        return true
      }
    }
  }

  @Test("A plan made while a table is empty uses its index, so that it will do when it is full")
  func plansOfEmptyTables() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute(
        "CREATE TABLE t (id bigint, word text, PRIMARY KEY (id, word))")
      let dialect = test.database.dialect
      let pairs: [SQLValue] = [.integers([7, 8]), .texts(["seven", "eight"])]
      for lookup: SQL in [
        "EXPLAIN SELECT word FROM t WHERE id = \(Int64(7))",
        "EXPLAIN SELECT word FROM t WHERE id \(dialect.isAmong(.integers([7, 8])))",
        """
        EXPLAIN SELECT word FROM t
        WHERE (id, word) IN (SELECT c1, c2 FROM \(dialect.unnest(pairs, as: "wanted")))
        """,
      ] {
        let alone = try await test.database.query(lookup)
        let inTransaction = try await test.database.transaction { try $0.query(lookup) }
        for rows in [alone, inTransaction] {
          let plan = try rows.map { try $0.get(0, as: String.self) }.joined(separator: "\n")
          #expect(!plan.contains("Seq Scan"), "\(plan)")
        }
      }
      // A tool reads tables from end to end, and is to be quick at it.
      let tool = try test.database.connect()
      defer { tool.close() }
      let scans = try tool.all("SELECT current_setting('enable_seqscan')") {
        try $0.get(0, as: String.self)
      }
      #expect(scans == ["on"])
    }
  }

  @Test("What libpq does not understand is refused without repeating it")
  func malformed() async throws {
    try await TestDatabase.run { test in
      #expect(throws: DatabaseURLError.malformed) {
        try PostgresDatabase(url: "postgresql://[::1/x", group: test.group)
      }
    }
  }
}
