import Migrations
import Storage
import StorageTesting
import Testing

/// A database with a role that serves it. Roles belong to the whole server: each test has its own.
private struct Scene {
  static let books = """
    CREATE FUNCTION atrium_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'AT001'; END $$;
    CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x bigint);
    CREATE TRIGGER entries_immutable BEFORE UPDATE OR DELETE ON entries
      FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
    CREATE TABLE head (x bigint);
    CREATE TRIGGER head_kept BEFORE INSERT OR DELETE ON head
      FOR EACH ROW EXECUTE FUNCTION atrium_refuse_change();
    CREATE TABLE words (id bigserial PRIMARY KEY, word text);
    """

  let connection: any SQLConnection
  let other: any SQLConnection
  let role: String

  /// The books and, in later versions, what else is given.
  static func stream(_ later: String...) -> MigrationStream {
    MigrationStream(
      name: "auth",
      files: ([books] + later).enumerated().flatMap { index, sql in
        [
          (name: "000\(index + 1)_m.postgres.sql", contents: sql),
          (name: "000\(index + 1)_m.sqlite.sql", contents: "SELECT 1;"),
        ]
      })
  }

  static func run(_ body: (Scene) throws -> Void) async throws {
    let database = try await Engine.postgres.database()
    let connection = try database.connect()
    let other = try database.connect()
    let role = "atrium_test_\(UInt64.random(in: 0...UInt64.max))"
    try connection.executeScript("CREATE ROLE \(role)")
    let result = Result {
      try body(Scene(connection: connection, other: other, role: role))
    }
    try? connection.executeScript("RESET ROLE")
    try? connection.executeScript(
      "REASSIGN OWNED BY \(role) TO CURRENT_USER; DROP OWNED BY \(role); DROP ROLE \(role)")
    connection.close()
    other.close()
    await database.close()
    try result.get()
  }

  func migrator(
    _ stream: MigrationStream, report: @escaping (Migrator.Event) -> Void = { _ in }
  ) -> Migrator {
    Migrator(
      connection: connection, streams: [stream], settings: .init(servingRoles: [role]),
      report: report)
  }

  /// Whether the role that serves is refused a statement for want of a privilege.
  func refuses(_ statement: String) throws -> Bool {
    try connection.executeScript("SET ROLE \(role)")
    defer { try? connection.executeScript("RESET ROLE") }
    do {
      try connection.executeScript(statement)
      return false
    } catch StorageUnavailable.refused {
      return true
    }
  }
}

@Suite("What the role that serves may do")
struct GrantTests {
  @Test("It reads and writes rows, of later tables too, and changes neither schema nor books")
  func least() async throws {
    try await Scene.run { scene in
      try scene.migrator(Scene.stream()).apply()
      let later = Scene.stream("CREATE TABLE later (x bigint);")
      try scene.migrator(later).apply()
      #expect(try scene.migrator(later).grantDifferences() == [])
      let allowed = [
        "INSERT INTO entries (x) VALUES (1)", "SELECT * FROM entries", "UPDATE head SET x = 1",
        "INSERT INTO words (word) VALUES ('a')", "UPDATE words SET word = 'b'",
        "DELETE FROM words", "INSERT INTO later VALUES (1)", "SELECT * FROM atrium_migrations",
        "SELECT * FROM words FOR UPDATE",
      ]
      for statement in allowed { #expect(try !scene.refuses(statement), "\(statement)") }
      let refused = [
        "UPDATE entries SET x = 2", "DELETE FROM entries", "TRUNCATE entries", "TRUNCATE words",
        "INSERT INTO head VALUES (2)", "DELETE FROM head", "TRUNCATE head",
        "ALTER TABLE entries DISABLE TRIGGER ALL", "DROP TABLE entries", "DROP TABLE later",
        "CREATE TRIGGER t BEFORE INSERT ON words EXECUTE FUNCTION atrium_refuse_change()",
        "SET session_replication_role = replica", "CREATE TABLE mine (x bigint)",
        "CREATE SCHEMA mine", "SELECT setval('words_id_seq', 1)",
        "DELETE FROM atrium_migrations", "UPDATE atrium_migrations SET kind = 'baseline'",
        "CREATE OR REPLACE FUNCTION atrium_refuse_change() RETURNS trigger LANGUAGE sql AS ''",
      ]
      for statement in refused { #expect(try scene.refuses(statement), "\(statement)") }
    }
  }

  @Test("What somebody granted or took by hand is found, and apply mends it")
  func mended() async throws {
    try await Scene.run { scene in
      let migrator = scene.migrator(Scene.stream())
      try migrator.apply()
      try scene.connection.executeScript(
        """
        GRANT UPDATE (x) ON entries TO \(scene.role);
        GRANT TRUNCATE, TRIGGER ON words TO \(scene.role);
        REVOKE DELETE ON words FROM \(scene.role);
        GRANT CREATE ON SCHEMA public TO \(scene.role);
        """)
      let role = scene.role
      #expect(
        try migrator.grantDifferences().map(\.description) == [
          "\(role) must not have CREATE on schema public",
          "\(role) must not have UPDATE on table entries",
          "\(role) lacks DELETE on table words",
          "\(role) must not have TRIGGER, TRUNCATE on table words",
        ])
      #expect(try migrator.apply().isEmpty)
      #expect(try migrator.grantDifferences() == [])
    }
  }

  @Test("What no grant can mend is said: privileges of everybody, and a role that is too powerful")
  func powers() async throws {
    try await Scene.run { scene in
      let migrator = scene.migrator(Scene.stream())
      try migrator.apply()
      try scene.connection.executeScript("GRANT TRUNCATE ON words TO PUBLIC")
      try migrator.apply()
      let everybody = try migrator.grantDifferences()
      #expect(everybody.map(\.privileges) == [["TRUNCATE"]])
      try scene.connection.executeScript("REVOKE TRUNCATE ON words FROM PUBLIC")

      let changes = [
        ("ALTER ROLE \(scene.role) SUPERUSER", "SUPERUSER", "ALTER ROLE \(scene.role) NOSUPERUSER"),
        (
          "ALTER TABLE words OWNER TO \(scene.role)", "OWNERSHIP of words",
          "ALTER TABLE words OWNER TO CURRENT_USER"
        ),
        (
          "GRANT SET ON PARAMETER session_replication_role TO \(scene.role)",
          "SET session_replication_role",
          "REVOKE SET ON PARAMETER session_replication_role FROM \(scene.role)"
        ),
      ]
      for (change, power, back) in changes {
        try scene.connection.executeScript(change)
        let found = try migrator.grantDifferences()
        #expect(found.map(\.kind) == [.excess], "\(change)")
        #expect(found.first?.privileges == [power], "\(change)")
        try scene.connection.executeScript(back)
      }
      try migrator.apply()
      #expect(try migrator.grantDifferences() == [])
    }
  }

  @Test("A role that is not there, or that migrates itself, is refused before anything is run")
  func refused() async throws {
    try await Scene.run { scene in
      for role in ["atrium_nobody", try currentUser(scene.connection)] {
        let migrator = Migrator(
          connection: scene.connection, streams: [Scene.stream()],
          settings: .init(servingRoles: [role]))
        guard case .refused(let reason) = migrationError({ try migrator.apply() }) else {
          Issue.record("\(role) was taken")
          continue
        }
        #expect(reason.contains(role))
        #expect(try !scene.connection.has("entries"))
      }
    }
  }

  @Test("A table that a migration makes anew is never without its grants")
  func anew() async throws {
    try await Scene.run { scene in
      try scene.migrator(Scene.stream()).apply()
      let second = Scene.stream(
        "DROP TABLE words; CREATE TABLE words (id bigint);", "SELECT 1;")
      var seen: [Bool] = []
      try scene.migrator(second) { event in
        guard case .finished = event else { return }
        // As another session sees it the moment the migration is committed.
        let has = try? scene.other.first(
          "SELECT has_table_privilege(\(scene.role), 'words', 'INSERT, SELECT')"
        ) { try $0.get(0, as: Bool.self) }
        seen.append(has == true)
      }.apply()
      #expect(seen == [true, true])
    }
  }

  @Test("A trigger that was disabled shows as drift")
  func disabled() async throws {
    try await Scene.run { scene in
      let migrator = scene.migrator(Scene.stream())
      try migrator.apply()
      #expect(try migrator.drift(scratch: nil) == [])
      try scene.connection.executeScript("ALTER TABLE entries DISABLE TRIGGER entries_immutable")
      #expect(
        try migrator.drift(scratch: nil).map(\.object) == ["trigger entries.entries_immutable"])
    }
  }

  private func currentUser(_ connection: any SQLConnection) throws -> String {
    try connection.first("SELECT current_user::text") { try $0.get(0) } ?? ""
  }
}
