import Storage
import Testing

@testable import Migrations

@Suite("Names of migration files")
struct MigrationFileNameTests {
  @Test("A name tells the version, the words, the direction and the engine")
  func parts() throws {
    let shared = try #require(MigrationFileName("0001_create_users.sql"))
    #expect(shared.version == 1)
    #expect(shared.name == "create_users")
    #expect(!shared.isDown)
    #expect(shared.dialect == nil)

    let down = try #require(MigrationFileName("0042_x.down.sqlite.sql"))
    #expect(down.version == 42)
    #expect(down.isDown)
    #expect(down.dialect == .sqlite)
    #expect(MigrationFileName("0042_x.postgres.sql")?.dialect == .postgres)
    #expect(MigrationFileName("0042_x.down.sql")?.dialect == nil)
  }

  @Test(
    "A name that could be misread is refused",
    arguments: [
      "1_users.sql", "00001_users.sql", "0000_users.sql", "0001users.sql", "0001_.sql",
      "0001_Users.sql", "0001_1users.sql", "0001_users.SQL", "0001_users", "0001_users.mysql.sql",
      "0001_users.postgres.down.sql", "0001_users.down.down.sql", "0001_a-b.sql", ".sql",
      "-001_users.sql", "٠٠٠١_users.sql", "0001_users..sql",
    ])
  func refused(name: String) {
    #expect(MigrationFileName(name) == nil)
  }
}
