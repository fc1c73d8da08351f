import Migrations
import Storage
import StorageTesting
import Testing

@Suite("What SQLite needs")
struct SQLiteMigrationTests {
  private let tables = """
    CREATE TABLE parent (id INTEGER PRIMARY KEY, a TEXT) STRICT;
    CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE) STRICT;
    INSERT INTO parent VALUES (1, 'x');
    INSERT INTO child VALUES (1);
    """

  @Test("A table that others point to can be built anew without losing their rows")
  func rebuild() async throws {
    let stream = MigrationStream.of(
      "auth", tables,
      """
      CREATE TABLE parent_new (id INTEGER PRIMARY KEY, a TEXT NOT NULL) STRICT;
      INSERT INTO parent_new SELECT id, a FROM parent;
      DROP TABLE parent;
      ALTER TABLE parent_new RENAME TO parent;
      """)
    try await onNewDatabase(.sqlite) { (connection) throws in
      try Migrator(connection: connection, streams: [stream]).apply()
      #expect(try connection.query("SELECT parent FROM child").count == 1)
      let isOn = try connection.first("PRAGMA foreign_keys") { try $0.get(0, as: Bool.self) }
      #expect(isOn == true)
    }
  }

  @Test("A migration that leaves a row pointing to nothing is rolled back")
  func brokenKeys() async throws {
    let stream = MigrationStream.of("auth", tables, "DELETE FROM parent;")
    try await onNewDatabase(.sqlite) { (connection) throws in
      let error = migrationError {
        try Migrator(connection: connection, streams: [stream]).apply()
      }
      guard case .failed(let failure) = error else {
        Issue.record("expected a failure, not \(String(describing: error))")
        return
      }
      #expect(failure.reason.contains("child"))
      #expect(try connection.query("SELECT id FROM parent").count == 1)
      #expect(try connection.history(stream) == ["auth/0001_m1 applied"])
    }
  }

  @Test("VACUUM runs outside a transaction, and again after an interruption")
  func vacuum() async throws {
    let stream = MigrationStream.of("auth", "-- atrium: no-transaction\nVACUUM;")
    try await onNewDatabase(.sqlite) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      #expect(try migrator.apply().count == 1)
      try connection.execute("UPDATE atrium_migrations SET kind = 'applying'")
      #expect(try migrator.apply().count == 1)
      #expect(try migrator.plan().state == .current)
    }
  }
}
