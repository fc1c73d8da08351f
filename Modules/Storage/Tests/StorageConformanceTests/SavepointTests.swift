import Kernel
import Storage
import StorageTesting
import Testing

@Suite("What savepoints put off")
struct SavepointTests {
  private struct Refusal: Error, Equatable {}

  /// A table that has a row already, which nobody else may add.
  private func database(_ engine: Engine) async throws -> any Database {
    let database = try await engine.database()
    try await database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    try await database.execute("INSERT INTO t VALUES (1)")
    return database
  }

  private func rows(_ database: any Database) async throws -> [Int] {
    try await database.all("SELECT a FROM t ORDER BY a") { try $0.get("a", as: Int.self) }
  }

  @Test(
    "What a savepoint put off is done when it is left, and fails there",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let database = try await database(engine)
    let seen = try await database.transaction { sql in
      try sql.savepoint {
        try sql.deferred(["INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)"])
      }
      let failure = #expect(throws: StorageError.self) {
        try sql.savepoint {
          try sql.execute("INSERT INTO t VALUES (4)")
          try sql.deferred(["INSERT INTO t VALUES (5)", "INSERT INTO t VALUES (1)"])
        }
      }
      #expect(failure?.isUniqueViolation(of: "t", "a") == true)
      return try sql.query("SELECT a FROM t").count
    }
    #expect(seen == 3)
    #expect(try await rows(database) == [1, 2, 3])
  }

  @Test(
    "What was put off before a savepoint fails the transaction, whatever the savepoint made of it",
    arguments: Engine.allCases)
  func before(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect {
      try await database.transaction { sql in
        try sql.execute("INSERT INTO t VALUES (2)")
        try sql.deferred(["INSERT INTO t VALUES (1)"])
        try? sql.savepoint { _ = try sql.execute("INSERT INTO t VALUES (3)") }
        try sql.execute("INSERT INTO t VALUES (4)")
      }
    } throws: { error in
      (error as? StorageError)?.isUniqueViolation(of: "t", "a") == true
    }
    #expect(try await rows(database) == [1])
  }

  @Test("Of savepoints in each other, the one fails that put it off", arguments: Engine.allCases)
  func nested(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.transaction { sql in
      try sql.savepoint {
        try sql.deferred(["INSERT INTO t VALUES (2)"])
        try? sql.savepoint { try sql.deferred(["INSERT INTO t VALUES (1)"]) }
        try sql.deferred(["INSERT INTO t VALUES (3)"])
      }
      // The inner one meets what the outer one put off, and neither stays.
      try? sql.savepoint {
        try sql.deferred(["INSERT INTO t VALUES (4)", "INSERT INTO t VALUES (1)"])
        try? sql.savepoint { _ = try sql.execute("INSERT INTO t VALUES (5)") }
        try sql.deferred(["INSERT INTO t VALUES (6)"])
      }
      try sql.deferred(["INSERT INTO t VALUES (7)"])
    }
    #expect(try await rows(database) == [1, 2, 3, 7])
  }

  @Test("What a savepoint put off and undid is not done", arguments: Engine.allCases)
  func undone(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.transaction { sql in
      #expect(throws: Refusal()) {
        try sql.savepoint {
          try sql.deferred(["INSERT INTO t VALUES (2)"])
          throw Refusal()
        }
      }
      #expect(throws: Refusal()) {
        try sql.savepoint {
          try sql.execute("INSERT INTO t VALUES (3)")
          // The inner one is left, but not yet at the server.
          try sql.savepoint { _ = try sql.execute("INSERT INTO t VALUES (4)") }
          try sql.deferred(["INSERT INTO t VALUES (5)"])
          throw Refusal()
        }
      }
      try sql.deferred(["INSERT INTO t VALUES (6)"])
    }
    #expect(try await rows(database) == [1, 6])
  }

  @Test(
    "What is asked for later is answered in order, with what comes next or when it is needed",
    arguments: Engine.allCases)
  func pending(on engine: Engine) async throws {
    let database = try await database(engine)
    let counts = try await database.transaction { sql in
      let first = try sql.pending("SELECT a FROM t")
      try sql.deferred(["INSERT INTO t VALUES (2)"])
      let second = try sql.pending("SELECT a FROM t")
      let third = try sql.query("INSERT INTO t VALUES (3) RETURNING a")
      let last = try sql.pending("SELECT a FROM t")
      return [first.received?.count, second.received?.count, third.count, try last.rows().count]
    }
    #expect(counts == [1, 2, 1, 3])
    try await database.transaction { _ = try $0.pending("INSERT INTO t VALUES (4) RETURNING a") }
    #expect(try await rows(database) == [1, 2, 3, 4])
  }

  @Test(
    "What was answered before a statement failed is there; what was undone unsent never is",
    arguments: Engine.allCases)
  func pendingFailure(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.transaction { sql in
      try? sql.savepoint {
        let before = try sql.pending("SELECT a FROM t")
        #expect(throws: StorageError.self) { try sql.execute("INSERT INTO t VALUES (1)") }
        #expect(before.received?.count == 1)
        #expect(throws: StorageError.self) { try sql.pending("SELECT a FROM t") }
      }
      try sql.execute("INSERT INTO t VALUES (2)")
    }
    #expect(try await rows(database) == [1, 2])
  }
}
