import Storage
import StorageSQLite
import Testing

@Suite("Queries that are short enough to run where they are asked for")
struct ShortReadTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static func count(to last: Int) -> SQL {
    """
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < \(last))
    SELECT count(*) FROM n
    """
  }

  @Test("A query of any length gets its whole answer", arguments: [1, 10, 100, 1_000, 100_000])
  func anyLength(rows: Int) async throws {
    try await withDatabase(at: folder.file()) { database in
      for _ in 0..<3 {
        let row = try await database.first(Self.count(to: rows))
        #expect(try row?.get(0, as: Int.self) == rows)
      }
      let listed = try await database.query(
        """
        WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < \(rows))
        SELECT x FROM n
        """)
      #expect(listed.count == rows)
      #expect(try listed.last?.get(0, as: Int.self) == rows)
    }
  }

  @Test("A short query that is asked often never runs out of steps")
  func often() async throws {
    try await withDatabase(at: folder.file()) { database in
      for number in 0..<2_000 {
        let row = try await database.first("SELECT \(number) + 1")
        #expect(try row?.get(0, as: Int.self) == number + 1)
      }
    }
  }

  @Test("Short and long queries at once, from many tasks, all get their own answers")
  func together() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 1...200 {
          let rows = number % 10 == 0 ? 20_000 + number : number
          group.addTask {
            try await database.first(Self.count(to: rows))?.get(0, as: Int.self) == rows
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test("A query sees what was acknowledged before it was asked")
  func current() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (a INTEGER)")
      for number in 1...50 {
        try await database.execute("INSERT INTO t VALUES (\(number))")
        let row = try await database.first("SELECT max(a) FROM t")
        #expect(try row?.get(0, as: Int.self) == number)
      }
    }
  }

  @Test("After the database was closed short queries are refused like all others")
  func closed() async throws {
    let database = try SQLiteDatabase(path: folder.file())
    #expect(try await database.query("SELECT 1").count == 1)
    await database.close()
    await #expect(throws: StorageUnavailable.self) { try await database.query("SELECT 1") }
  }
}
