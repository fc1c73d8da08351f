import Storage
import StorageSQLite
import Testing

@Suite("Pages of a file that connections keep in memory")
struct PageCacheTests {
  /// About 8 MiB in pages of 4 KiB.
  private static let rows = 2_000

  private func withRows(
    pageCache: Int, _ body: (SQLiteDatabase) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    var configuration = SQLiteDatabase.Configuration()
    configuration.pageCache = pageCache
    let filler = try SQLiteDatabase(path: folder.file())
    try await filler.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, data BLOB)")
    try await filler.execute(
      """
      WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < \(Self.rows))
      INSERT INTO things SELECT x, randomblob(3500) FROM n
      """)
    await filler.close()
    // Opened anew, as the writer that filled it has pages, too.
    let database = try SQLiteDatabase(path: folder.file(), configuration: configuration)
    try await body(database)
    await database.close()
  }

  private func readAll(_ database: SQLiteDatabase) async throws -> PageCacheFigures {
    for id in 1...Self.rows {
      _ = try await database.query("SELECT data FROM things WHERE id = \(id)")
    }
    return database.pageCache
  }

  @Test("What was read once is read from memory where there is room for all of it")
  func room() async throws {
    try await withRows(pageCache: 64 << 20) { database in
      let first = try await readAll(database)
      #expect(first.misses >= Self.rows)
      #expect(first.bytes >= 7 << 20)
      let second = try await readAll(database)
      #expect(second.misses == first.misses)
      #expect(second.hits >= first.hits + Self.rows)
    }
  }

  @Test(
    "Pages that are split in any order, and changes that are undone, leave a file that is whole",
    arguments: [1 << 20, 64 << 20])
  func splits(pageCache: Int) async throws {
    try await withRows(pageCache: pageCache) { database in
      try await database.execute(
        """
        CREATE TABLE scattered (id BLOB PRIMARY KEY, number INTEGER UNIQUE, data BLOB)
        WITHOUT ROWID
        """)
      for turn in 0..<40 {
        try? await database.transaction { sql in
          try sql.execute(
            """
            WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500)
            INSERT INTO scattered
            SELECT randomblob(16), \(turn) + 40 * x, randomblob(x % 900) FROM n
            """)
          if turn % 4 == 3 { throw CancellationError() }
          try sql.execute("DELETE FROM scattered WHERE number % 7 = \(turn % 7)")
        }
      }
      let sound = try await database.first("SELECT integrity_check FROM pragma_integrity_check")
      #expect(try sound?.get(0, as: String.self) == "ok")
      let counts = try await database.first(
        "SELECT count(*), (SELECT count(*) FROM scattered NOT INDEXED) FROM scattered")
      #expect(try counts?.get(0, as: Int.self) == counts?.get(1, as: Int.self))
    }
  }

  @Test("No connection keeps more than its part, and what it has to read again is counted")
  func bounded() async throws {
    try await withRows(pageCache: 6 << 20) { database in
      let first = try await readAll(database)
      let second = try await readAll(database)
      #expect(second.misses >= first.misses + Self.rows)
      #expect(second.bytes < 8 << 20)
    }
  }
}
