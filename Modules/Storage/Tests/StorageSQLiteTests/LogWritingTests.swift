import Glibc
import Storage
import StorageSQLite
import Testing

/// The layer that gathers what commits write to the log.
@Suite("Writing the log", .serialized)
struct LogWritingTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private struct Refusal: Error, Equatable {}

  /// Adds rows that fill a page each.
  private static func add(_ count: Int, _ sql: any SQLExecutor) throws {
    for _ in 0..<count { try sql.execute("INSERT INTO t VALUES (randomblob(3500))") }
  }

  private static func count(_ connection: any SQLExecutor) throws -> Int? {
    try connection.first("SELECT count(*) FROM t WHERE length(x) = 3500") { try $0.get(0) }
  }

  private static func findings(_ connection: any SQLExecutor) throws -> [String] {
    try connection.all("PRAGMA integrity_check") { try $0.get(0) }
  }

  @Test("A commit of hundreds of pages is a few writes, and whole for whoever looks then")
  func few() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (x BLOB)")
      try await database.transaction { sql in
        try Self.add(300, sql)
        SystemWrites.watchThisThread()
      }
      let writes = SystemWrites.stop()
      // 1.2 MB in pieces of 120 KiB, and the little that SQLite writes besides.
      #expect((10..<20).contains(writes), "\(writes)")
      let other = try database.connect()
      defer { other.close() }
      #expect(try Self.count(other) == 300)
      #expect(try Self.findings(other) == ["ok"])
    }
  }

  @Test("Pages that a transaction had to write early are read back, and given up with it")
  func spilled() async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (x BLOB)")
      try await database.transaction { try Self.add(3, $0) }
      let other = try database.connect()
      defer { other.close() }
      for round in 1...5 {
        await #expect(throws: Refusal()) {
          try await database.transaction { sql in
            _ = try sql.query("PRAGMA cache_size = 10")
            // Whatever number of frames is left gathered at the end, some round has it.
            try Self.add(60 + 7 * round, sql)
            #expect(try Self.count(sql) == 60 + 9 * round + 1)
            throw Refusal()
          }
        }
        // Another writer's commit takes the place of what was given up.
        try other.execute("INSERT INTO t VALUES (randomblob(3500))")
        try await database.transaction { try Self.add(1, $0) }
        #expect(try Self.count(other) == 3 + 2 * round)
        #expect(try Self.findings(other) == ["ok"])
      }
    }
  }

  @Test(
    "A write that fails late fails its commit, leaves what was there, and may pass",
    arguments: [(0, ENOSPC), (1, ENOSPC), (5, ENOSPC), (0, EIO), (3, EIO)])
  func failing(at number: Int, code: Int32) async throws {
    try await withDatabase(at: folder.file()) { database in
      try await database.execute("CREATE TABLE t (x BLOB)")
      try await database.transaction { try Self.add(5, $0) }
      await #expect {
        try await database.transaction { sql in
          try Self.add(300, sql)
          SystemWrites.watchThisThread(failing: number, code: code)
        }
      } throws: { error in
        if case StorageUnavailable.diskFull = error { return code == ENOSPC }
        return code == EIO && error as? StorageUnavailable == .outcomeUnknown
      }
      SystemWrites.stop()
      if code == ENOSPC {
        await #expect(throws: StorageUnavailable.self) { try await database.check() }
      } else {
        try await database.check()
      }
      let other = try database.connect()
      defer { other.close() }
      #expect(try Self.count(other) == 5)
      try await database.transaction { try Self.add(2, $0) }
      #expect(try Self.count(other) == 7)
      #expect(try Self.findings(other) == ["ok"])
    }
    try await withDatabase(at: folder.file()) { again in
      let connection = try again.connect()
      defer { connection.close() }
      #expect(try Self.count(connection) == 7)
    }
  }
}
