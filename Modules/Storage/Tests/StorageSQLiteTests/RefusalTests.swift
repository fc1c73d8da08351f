import Storage
import StorageSQLite
import Testing

@Suite("What a SQLite file refuses")
struct RefusalTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("A trigger that raises is told apart, and REPLACE does not walk around it")
  func immutable() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER) STRICT")
      for event in ["UPDATE", "DELETE"] {
        try await database.execute(
          SQL(
            verbatim: """
              CREATE TRIGGER t_\(event) BEFORE \(event) ON t
              BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END
              """))
      }
      try await database.execute("INSERT INTO t VALUES (1, 1)")
      for sql in [
        "UPDATE t SET n = 2", "DELETE FROM t", "INSERT OR REPLACE INTO t VALUES (1, 2)",
      ] as [SQL] {
        await #expect(throws: StorageError.immutable(message: "entries are never changed")) {
          try await database.execute(sql)
        }
      }
      let row = try await database.first("SELECT n FROM t")
      #expect(try row?.get("n", as: Int.self) == 1)
    }
  }

  @Test("A sum beyond 64 bits is an error, never another number")
  func overflow() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (n INTEGER) STRICT")
      try await database.execute("INSERT INTO t VALUES (\(Int64.max))")
      await #expect(throws: StorageError.self) {
        try await database.execute("UPDATE t SET n = n + 1")
      }
      let row = try await database.first("SELECT n FROM t")
      #expect(try row?.get("n", as: Int64.self) == .max)
    }
  }

  @Test("An array is refused with advice, and a name in double quotes is never a string")
  func arrays() async throws {
    try await withDatabase(at: folder.file()) { database in
      await #expect {
        try await database.query("SELECT \([1, 2])")
      } throws: { error in
        "\(error)".contains("use a list")
      }
      await #expect(throws: StorageUnavailable.self) {
        try await database.query("SELECT \"no_column\"")
      }
    }
  }

  @Test("A full disk is told apart, loses nothing that was acknowledged, and may pass")
  func full() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (x BLOB)")
      try await database.execute("INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 100)))")
      // The limit of pages gives the error that a full disk gives.
      _ = try await database.transaction { try $0.query("PRAGMA max_page_count = 4") }
      await #expect {
        try await database.execute("INSERT INTO t VALUES (zeroblob(100000))")
      } throws: { error in
        "\(error)".contains("full")
      }
      _ = try await database.transaction { try $0.query("PRAGMA max_page_count = 100000") }
      try await database.execute("INSERT INTO t VALUES (zeroblob(100000))")
      let rows = try await database.query("SELECT length(x) FROM t")
      #expect(rows.count == 2)
    }
  }
}
