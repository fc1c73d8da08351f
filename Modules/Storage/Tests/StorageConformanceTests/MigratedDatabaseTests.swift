import Kernel
import Migrations
import Storage
import StorageTesting
import Testing

@Suite("Databases for tests")
struct MigratedDatabaseTests {
  private let stream = MigrationStream(
    name: "sample",
    files: [
      (
        "0001_sample.sql",
        "CREATE TABLE sample (id INTEGER PRIMARY KEY);\nINSERT INTO sample VALUES (1);\n"
      ),
      ("0001_sample.down.sql", "DROP TABLE sample;\n"),
    ])

  @Test("Each test has tables of its own, as migrated", arguments: Engine.allCases)
  func separate(on engine: Engine) async throws {
    let both = try await engine.migratedDatabases([[stream], [stream]])
    let (one, other) = (both[0], both[1])
    try await one.execute("INSERT INTO sample VALUES (2)")
    #expect(try await one.query("SELECT id FROM sample").count == 2)
    #expect(try await other.query("SELECT id FROM sample").count == 1)
  }

  @Test(
    "However many tests take several at once, each gets all of them", .timeLimit(.minutes(30)),
    arguments: Engine.allCases)
  func several(on engine: Engine) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 {
        group.addTask {
          let taken = try await engine.migratedDatabases([[], [], [], []])
          for database in taken { try await database.check() }
          return taken.count
        }
      }
      for try await count in group { #expect(count == 4) }
    }
  }

  @Test("An empty database is empty", arguments: Engine.allCases)
  func empty(on engine: Engine) async throws {
    let database = try await engine.database()
    await #expect(throws: StorageUnavailable.self) {
      try await database.query("SELECT 1 FROM sample")
    }
  }
}
