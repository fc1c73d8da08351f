import Kernel
import Storage
import StorageTesting
import Testing

@Suite("Transactions")
struct TransactionTests {
  private struct Refusal: Error, Equatable {}

  private func database(_ engine: Engine) async throws -> any Database {
    let database = try await engine.database()
    try await database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    return database
  }

  private func rows(_ database: any Database) async throws -> [Int] {
    try await database.all("SELECT a FROM t ORDER BY a") { try $0.get("a", as: Int.self) }
  }

  @Test(
    "What it did is there when the call returns, and its value is passed on",
    arguments: Engine.allCases)
  func commits(on engine: Engine) async throws {
    let database = try await database(engine)
    let value = try await database.transaction { sql in
      try sql.execute("INSERT INTO t VALUES (1)")
      try sql.execute("INSERT INTO t VALUES (2)")
      return try sql.query("SELECT a FROM t").count
    }
    #expect(value == 2)
    #expect(try await rows(database) == [1, 2])
  }

  @Test(
    "When the body throws nothing stays, and the error is passed on", arguments: Engine.allCases)
  func rollsBack(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect(throws: Refusal()) {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (1)")
        throw Refusal()
      }
    }
    #expect(try await rows(database).isEmpty)
  }

  @Test("When a statement fails nothing stays", arguments: Engine.allCases)
  func failedStatement(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect(throws: StorageError.self) {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (1)")
        try sql.execute("INSERT INTO t VALUES (1)")
      }
    }
    #expect(try await rows(database).isEmpty)
  }

  @Test("A body that swallows the error of a statement does not commit", arguments: Engine.allCases)
  func swallowedError(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect(throws: StorageError.self) {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (1)")
        _ = try? sql.execute("INSERT INTO t VALUES (1)")
      }
    }
    await #expect(throws: StorageUnavailable.self) {
      try await database.transaction { sql in
        _ = try? sql.execute("INSERT INTO missing VALUES (1)")
        try sql.execute("INSERT INTO t VALUES (2)")
      }
    }
    #expect(try await rows(database).isEmpty)
  }

  @Test("A savepoint undoes its own part, and the rest commits", arguments: Engine.allCases)
  func savepoints(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.transaction { sql in
      try sql.execute("INSERT INTO t VALUES (1)")
      #expect(throws: Refusal()) {
        try sql.savepoint {
          try sql.execute("INSERT INTO t VALUES (2)")
          try sql.savepoint { _ = try sql.execute("INSERT INTO t VALUES (3)") }
          throw Refusal()
        }
      }
      #expect(throws: StorageError.self) {
        try sql.savepoint { _ = try sql.execute("INSERT INTO t VALUES (1)") }
      }
      try sql.savepoint {
        try sql.execute("INSERT INTO t VALUES (4)")
        #expect(throws: Refusal()) {
          try sql.savepoint {
            try sql.execute("INSERT INTO t VALUES (5)")
            throw Refusal()
          }
        }
      }
    }
    #expect(try await rows(database) == [1, 4])
  }

  @Test("A deferred key that is still open at the end is refused", arguments: Engine.allCases)
  func deferredKey(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.execute(
      "CREATE TABLE c (a INTEGER REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)")
    await #expect {
      try await database.transaction { _ = try $0.execute("INSERT INTO c VALUES (1)") }
    } throws: { error in
      if case .foreignKeyViolation = error as? StorageError { true } else { false }
    }
    try await database.transaction { sql in
      try sql.execute("INSERT INTO c VALUES (2)")
      try sql.execute("INSERT INTO t VALUES (2)")
    }
    let kept = try await database.all("SELECT a FROM c") { try $0.get("a", as: Int.self) }
    #expect(kept == [2])
  }

  @Test("Others see nothing of it before it commits", arguments: Engine.allCases)
  func isolation(on engine: Engine) async throws {
    let database = try await database(engine)
    let gate = Gate()
    let task = Task {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (1)")
        gate.pass()
      }
    }
    await gate.entered()
    #expect(try await rows(database).isEmpty)
    gate.open()
    try await task.value
    #expect(try await rows(database) == [1])
  }

  @Test("Statements in a pipeline answer in order", arguments: Engine.allCases)
  func pipeline(on engine: Engine) async throws {
    let database = try await database(engine)
    let answers = try await database.transaction { sql in
      try sql.pipeline([
        "INSERT INTO t VALUES (1), (2)",
        "SELECT a FROM t ORDER BY a",
        "DELETE FROM t WHERE a = \(1) RETURNING a",
        "SELECT count(*) FROM t",
      ]).map { rows in try rows.map { try $0.get(0, as: Int.self) } }
    }
    #expect(answers == [[], [1, 2], [1], [1]])
    await #expect(throws: StorageError.self) {
      try await database.transaction { sql in
        try sql.pipeline(["INSERT INTO t VALUES (7)", "INSERT INTO t VALUES (2)"])
      }
    }
    #expect(try await rows(database) == [2])
  }

  @Test(
    "What may come later is done by the commit, before what is asked next, and in order",
    arguments: Engine.allCases)
  func deferred(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.transaction { sql in
      try sql.deferred(["INSERT INTO t VALUES (1)", "UPDATE t SET a = a * 10"])
      try sql.deferred([])
    }
    #expect(try await rows(database) == [10])
    let seen = try await database.transaction { sql in
      try sql.deferred(["INSERT INTO t VALUES (2)"])
      defer { try? sql.deferred(["DELETE FROM t WHERE a = 10"]) }
      return try sql.all("SELECT a FROM t ORDER BY a") { try $0.get(0, as: Int.self) }
    }
    #expect(seen == [2, 10])
    #expect(try await rows(database) == [2])
  }

  @Test(
    "What fails later fails the transaction, with its own error, and leaves nothing",
    arguments: Engine.allCases)
  func laterFailure(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.execute("CREATE UNIQUE INDEX t_a ON t (a)")
    try await database.execute("INSERT INTO t VALUES (1)")
    await #expect {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (2)")
        try sql.deferred(["INSERT INTO t VALUES (3)", "INSERT INTO t VALUES (1)"])
      }
    } throws: { error in
      if case StorageError.uniqueViolation = error { true } else { false }
    }
    #expect(try await rows(database) == [1])
    let number = try await database.transaction { sql in
      // The failure within a savepoint is the savepoint's own.
      try? sql.savepoint { try sql.deferred(["INSERT INTO t VALUES (1)"]) }
      try sql.deferred(["INSERT INTO t VALUES (4)"])
      return 4
    }
    #expect(number == 4)
    #expect(try await rows(database) == [1, 4])
  }

  @Test("Changed rows are counted", arguments: Engine.allCases)
  func counts(on engine: Engine) async throws {
    let database = try await database(engine)
    #expect(try await database.execute("INSERT INTO t VALUES (1), (2), (3)") == 3)
    #expect(try await database.execute("UPDATE t SET a = a + 10 WHERE a > 1") == 2)
    #expect(try await database.execute("UPDATE t SET a = 0 WHERE a = 99") == 0)
    #expect(try await database.execute("CREATE TABLE other (a INTEGER)") == 0)
    #expect(try await database.execute("DELETE FROM t") == 3)
  }

  @Test("A statement that writes may answer rows", arguments: Engine.allCases)
  func returning(on engine: Engine) async throws {
    let database = try await database(engine)
    let row = try await database.first("INSERT INTO t VALUES (\(7)) RETURNING a, a * 2 AS b")
    #expect(try row?.get("a", as: Int.self) == 7)
    #expect(try row?.get("b", as: Int.self) == 14)
    let hidden = try await database.query(
      "WITH n AS (SELECT 8 AS x) INSERT INTO t SELECT x FROM n RETURNING a")
    #expect(hidden.count == 1)
    #expect(try await rows(database) == [7, 8])
  }

  @Test("A connection of one's own begins and ends transactions itself", arguments: Engine.allCases)
  func ownConnection(on engine: Engine) async throws {
    let database = try await database(engine)
    let connection = try database.connect()
    try connection.executeScript(
      "BEGIN; INSERT INTO t VALUES (1); -- one\nINSERT INTO t VALUES (2); COMMIT;")
    try connection.execute("BEGIN")
    try connection.execute("INSERT INTO t VALUES (3)")
    connection.close()
    #expect(try await rows(database) == [1, 2])
    #expect(throws: StorageUnavailable.self) { try connection.query("SELECT 1") }
  }

  @Test("A closed database says so", arguments: Engine.allCases)
  func closed(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.check()
    await database.close()
    await #expect(throws: StorageUnavailable.self) { try await database.query("SELECT 1") }
    await #expect(throws: StorageUnavailable.self) { try await database.transaction { _ in } }
    await #expect(throws: StorageUnavailable.self) { try await database.check() }
  }
}
