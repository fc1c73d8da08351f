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
    let database = try SQLiteDatabase(path: folder.file(), configuration: configuration)
    try await database.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, data BLOB)")
    try await database.execute(
      """
      WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < \(Self.rows))
      INSERT INTO things SELECT x, randomblob(3500) FROM n
      """)
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
