import Foundation
import Storage
import StorageSQLite
import StorageTesting
import Testing

@Suite("Writers and readers of a SQLite file")
struct ConcurrencyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("A statement that writes is done by the writer, however it is asked for")
  func writesByQuery() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let plain = try await database.query("INSERT INTO t VALUES (1) RETURNING a")
      #expect(try plain.first?.get("a", as: Int.self) == 1)
      let hidden = try await database.query(
        "WITH n(x) AS (VALUES (2), (3)) INSERT INTO t SELECT x FROM n RETURNING a")
      #expect(hidden.count == 2)
      #expect(try await database.query("SELECT a FROM t").count == 3)
    }
  }

  @Test("A reader is never left in a transaction, where it would see the past")
  func readersStayCurrent() async throws {
    try await withDatabase(at: folder.file()) { database in
      for _ in 0..<4 {
        await #expect(throws: StorageError.self) { try await database.query("BEGIN") }
      }
      try await database.execute("CREATE TABLE t (a INTEGER)")
      for number in 1...4 {
        try await database.execute("INSERT INTO t VALUES (\(number))")
        #expect(try await database.query("SELECT a FROM t").count == number)
      }
    }
  }

  @Test("Reading goes on while a transaction is open, and sees nothing of it")
  func readingWhileWriting() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let gate = Gate()
      let holder = Task {
        try await database.transaction { sql in
          try sql.execute("INSERT INTO t VALUES (1)")
          gate.pass()
        }
      }
      await gate.entered()
      #expect(try await database.query("SELECT a FROM t").isEmpty)
      gate.open()
      try await holder.value
      #expect(try await database.query("SELECT a FROM t").count == 1)
    }
  }

  @Test("A transaction waits for another connection that writes")
  func waitsForOthers() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      let other = try database.connect()
      try other.execute("BEGIN IMMEDIATE")
      try other.execute("INSERT INTO t VALUES (1)")
      let waiting = Task { try await database.execute("INSERT INTO t VALUES (2)") }
      try other.execute("COMMIT")
      #expect(try await waiting.value == 1)
      other.close()
      #expect(try await database.query("SELECT a FROM t").count == 2)
    }
  }

  @Test("Another connection that keeps the file locked is told apart as busy")
  func busy() async throws {
    var configuration = SQLiteDatabase.Configuration()
    configuration.busyTimeoutMilliseconds = 1
    try await withDatabase(at: folder.file(), configuration: configuration) { database in
      let other = try database.connect()
      try other.execute("BEGIN IMMEDIATE")
      await #expect(throws: StorageUnavailable.busy) {
        try await database.execute("CREATE TABLE t (a INTEGER)")
      }
      other.close()
      try await database.execute("CREATE TABLE t (a INTEGER)")
    }
  }

  @Test("A statement prepared before the schema changed has the new columns")
  func schemaChange() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      try await database.execute("INSERT INTO t VALUES (1)")
      let all: SQL = "SELECT * FROM t"
      #expect(try await database.query(all).first?.columns.names == ["a"])
      try await database.execute("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'")
      for _ in 0..<4 {
        let row = try await database.query(all).first
        #expect(row?.columns.names == ["a", "b"])
        #expect(try row?.get("b", as: String.self) == "x")
      }
    }
  }

  @Test("Two statements in one are refused, whatever the second is")
  func oneStatement() async throws {
    try await withDatabase(at: folder.file()) { database in
      for text in ["SELECT 1; SELECT 2", "SELECT 1; nonsense", ""] {
        await #expect(throws: StorageError.self) {
          try await database.query(SQL(verbatim: text))
        }
      }
      let commented = try await database.query("SELECT 1; -- fine")
      #expect(commented.count == 1)
    }
  }

  @Test("Many different statements do not grow the cache without bound")
  func manyStatements() async throws {
    try await withDatabase(at: folder.file()) { database in
      for number in 0..<600 {
        let row = try await database.first(SQL(verbatim: "SELECT \(number)"))
        #expect(try row?.get(0, as: Int.self) == number)
      }
    }
  }

  @Test("A script runs statement by statement and names the one that fails")
  func scripts() async throws {
    try await withDatabase(at: folder.file()) { database in
      let connection = try database.connect()
      defer { connection.close() }
      try connection.executeScript(
        """
        -- A comment; with a semicolon
        CREATE TABLE t (a TEXT); ;
        INSERT INTO t VALUES ('x;y');
        CREATE TRIGGER u AFTER INSERT ON t BEGIN DELETE FROM t WHERE a = 'z'; SELECT 1; END;
        -- The end
        """)
      #expect(try connection.first("SELECT a FROM t")?.get(0, as: String.self) == "x;y")
      #expect {
        try connection.executeScript("SELECT 1; INSERT INTO missing VALUES (1);")
      } throws: { error in
        "\(error)".contains("INSERT INTO missing")
      }
    }
  }
}
