import Storage
import StoragePostgres
import Synchronization
import Testing

private struct Refused: Error, Equatable {}

@Suite("Transactions")
struct TransactionTests {
  private func count(_ database: PostgresDatabase) async throws -> Int64 {
    try await database.first("SELECT count(*) FROM t") { try $0.get(0, as: Int64.self) } ?? -1
  }

  @Test("What the body threw undoes everything it did")
  func rollback() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      await #expect(throws: Refused()) {
        try await test.database.transaction { tx in
          try tx.execute("INSERT INTO t VALUES (\(1))")
          throw Refused()
        }
      }
      #expect(try await count(test.database) == 0)
      try await test.database.transaction { tx in _ = try tx.execute("INSERT INTO t VALUES (\(1))")
      }
      #expect(try await count(test.database) == 1)
    }
  }

  @Test("A failure that the body keeps to itself still fails the transaction")
  func swallowed() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      await #expect(throws: StorageError.self) {
        try await test.database.transaction { tx in
          try tx.execute("INSERT INTO t VALUES (1)")
          _ = try? tx.execute("INSERT INTO t VALUES (1)")
        }
      }
      #expect(try await count(test.database) == 0)
    }
  }

  @Test("What fails inside a savepoint takes only the savepoint along")
  func savepoints() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      try await test.database.transaction { tx in
        // Nothing was sent yet.
        try? tx.savepoint { throw Refused() }
        try tx.execute("INSERT INTO t VALUES (1)")
        try? tx.savepoint {
          try tx.execute("INSERT INTO t VALUES (2)")
          try tx.savepoint { _ = try tx.execute("INSERT INTO t VALUES (3)") }
          _ = try tx.execute("INSERT INTO t VALUES (1)")
        }
        try tx.savepoint {
          try tx.execute("INSERT INTO t VALUES (4)")
          try? tx.savepoint { _ = try tx.execute("INSERT INTO t VALUES (4)") }
        }
      }
      let ids = try await test.database.all("SELECT id FROM t ORDER BY id") {
        try $0.get(0, as: Int64.self)
      }
      #expect(ids == [1, 4])
    }
  }

  @Test("After a savepoint that failed the transaction goes on, however few statements are kept")
  func savepointOfFullCache() async throws {
    var options = PostgresOptions()
    options.statementCache = 2
    try await TestDatabase.run(options: options) { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      let counts = try await test.database.transaction { tx in
        try tx.execute("INSERT INTO t VALUES (1)")
        var counts: [Int64?] = []
        for number in 2...4 as ClosedRange<Int64> {
          try? tx.savepoint {
            try tx.execute("INSERT INTO t VALUES (\(number)), (9)")
            _ = try tx.execute("INSERT INTO t VALUES (1)")
          }
          counts.append(try tx.first("SELECT count(*) FROM t") { try $0.get(0) })
          try tx.execute("INSERT INTO t VALUES (\(number))")
        }
        return counts
      }
      #expect(counts == [1, 2, 3])
      #expect(try await count(test.database) == 4)
      // What lost its place is let go of by those that come later.
      let kept = try await test.database.transaction { tx in
        for number in 0..<8 { _ = try tx.query(SQL(verbatim: "SELECT \(number)")) }
        return try tx.first("SELECT count(*) FROM pg_prepared_statements") {
          try $0.get(0, as: Int.self)
        }
      }
      #expect(kept == 2)
    }
  }

  @Test("A statement that was let go of behind a pooler's back fails nobody")
  func missingEvicted() async throws {
    var options = PostgresOptions()
    options.statementCache = 2
    try await TestDatabase.run(options: options) { test in
      let tool = try test.database.connect()
      defer { tool.close() }
      for number in 0..<3 as Range<Int64> {
        let words = ["a", "b"].map { "\($0)\(number)" }
        for word in words { _ = try tool.query(SQL(verbatim: "SELECT '\(word)'")) }
        try tool.executeScript("DEALLOCATE ALL")
        // Another one loses its place to it, which the server has forgotten.
        let answer = try tool.first(SQL(verbatim: "SELECT \(number)::bigint")) {
          try $0.get(0, as: Int64.self)
        }
        #expect(answer == number)
      }
    }
  }

  @Test("A pipeline answers each statement in its place, and fails with the first that fails")
  func pipeline() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY)")
      let answers = try await test.database.transaction { tx in
        try tx.pipeline([
          "INSERT INTO t VALUES (1), (2)", "SELECT id FROM t ORDER BY id",
          "DELETE FROM t WHERE id = \(1) RETURNING id", "SELECT \("x") AS x WHERE false",
        ]).map { try $0.map { try $0.get(0, as: Int64.self) } }
      }
      #expect(answers == [[], [1, 2], [1], []])
      await #expect {
        try await test.database.transaction { tx in
          _ = try tx.pipeline([
            "INSERT INTO t VALUES (5)", "INSERT INTO t VALUES (5)", "SELECT nonsense",
          ])
        }
      } throws: {
        ($0 as? StorageError)?.isUniqueViolation(of: "t", "id") == true
      }
      #expect(try await count(test.database) == 1)
    }
  }

  @Test("Opposite transfers that deadlock are run again until both have happened")
  func deadlock() async throws {
    try await TestDatabase.run { test in
      let database = test.database
      try await database.execute("CREATE TABLE t (id bigint PRIMARY KEY, n bigint NOT NULL)")
      try await database.execute("INSERT INTO t VALUES (1, 0), (2, 0)")
      // The server looks for deadlocks only after this long; a second would make the test slow.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<6 {
          let order: [Int64] = number % 2 == 0 ? [1, 2] : [2, 1]
          group.addTask {
            try await database.transaction { tx in
              try tx.execute("SET LOCAL deadlock_timeout = '5ms'")
              for id in order { try tx.execute("UPDATE t SET n = n + 1 WHERE id = \(id)") }
            }
          }
        }
        try await group.waitForAll()
      }
      let totals = try await database.all("SELECT n FROM t") { try $0.get(0, as: Int64.self) }
      #expect(totals == [6, 6])
    }
  }

  @Test("A serializable transaction that always loses gives up after five new attempts")
  func givesUp() async throws {
    try await TestDatabase.run { test in
      let attempts = Mutex(0)
      await #expect {
        try await test.database.transaction { tx in
          attempts.withLock { $0 += 1 }
          try tx.execute(
            "DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$")
        }
      } throws: {
        guard case StorageError.serializationFailure = $0 else { return false }
        return true
      }
      #expect(attempts.withLock { $0 } == 6)
    }
  }

  @Test("A statement whose plan went stale is prepared anew, in a transaction and outside")
  func stalePlan() async throws {
    try await TestDatabase.run { test in
      let database = test.database
      try await database.execute("CREATE TABLE t (id bigint)")
      try await database.execute("INSERT INTO t VALUES (1)")
      let all: SQL = "SELECT * FROM t"
      let tool = try database.connect()
      for column in ["a", "b"] {
        #expect(try await database.query(all).count == 1)
        let count = try await database.transaction { try $0.query(all).count }
        #expect(count == 1)
        #expect(try tool.query(all).count == 1)
        try await database.execute(SQL(verbatim: "ALTER TABLE t ADD COLUMN \(column) text"))
        #expect(try await database.first(all)?.columns.names.last == column)
        let last = try await database.transaction { try $0.first(all)?.columns.names.last }
        #expect(last == column)
        #expect(try tool.first(all)?.columns.names.last == column)
      }
      tool.close()
    }
  }

  @Test("A transaction in which nothing is asked is no transaction")
  func empty() async throws {
    try await TestDatabase.run { test in
      let answer = try await test.database.transaction { _ in 7 }
      #expect(answer == 7)
    }
  }
}
