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
    let one = try await engine.migratedDatabase([stream])
    let other = try await engine.migratedDatabase([stream])
    try await one.execute("INSERT INTO sample VALUES (2)")
    #expect(try await one.query("SELECT id FROM sample").count == 2)
    #expect(try await other.query("SELECT id FROM sample").count == 1)
  }

  @Test("An empty database is empty", arguments: Engine.allCases)
  func empty(on engine: Engine) async throws {
    let database = try await engine.database()
    await #expect(throws: StorageUnavailable.self) {
      try await database.query("SELECT 1 FROM sample")
    }
  }
}
