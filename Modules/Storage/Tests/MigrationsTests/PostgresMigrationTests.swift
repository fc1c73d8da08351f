import Migrations
import Storage
import StorageTesting
import Testing

@Suite("What Postgres needs")
struct PostgresMigrationTests {
  /// Two versions: a table, and an index that is built without blocking writers.
  private func stream(index: String = "CREATE UNIQUE INDEX CONCURRENTLY a_x ON a (x);")
    -> MigrationStream
  {
    MigrationStream.of(
      "auth",
      files: [
        "0001_a.sql": "CREATE TABLE a (x INTEGER);",
        "0002_i.postgres.sql": "-- atrium: no-transaction\n\(index)",
        "0002_i.sqlite.sql": "CREATE UNIQUE INDEX a_x ON a (x);",
        "0002_i.down.postgres.sql":
          "-- atrium: no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS a_x;",
      ])
  }

  /// Applies the table, fills it with `rows`, and leaves an invalid index and an unfinished row
  /// behind, as a runner does that is killed while it builds the index.
  private func interrupt(_ connection: any SQLConnection, _ stream: MigrationStream) throws {
    let first = MigrationStream.of("auth", files: ["0001_a.sql": "CREATE TABLE a (x INTEGER);"])
    try Migrator(connection: connection, streams: [first]).apply()
    try connection.executeScript("INSERT INTO a VALUES (1), (1)")
    try? connection.executeScript("CREATE UNIQUE INDEX CONCURRENTLY a_x ON a (x)")
    try connection.execute(
      """
      INSERT INTO atrium_migrations
        (stream, version, name, checksum, applied_at, duration_ms, atrium_version, kind)
      VALUES ('auth', 2, 'i', \(stream.migrations[1].checksum(for: .postgres)), now(), 0, 'test',
        'applying')
      """)
  }

  private func isValid(_ connection: any SQLConnection) throws -> Bool? {
    try connection.first("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('a_x')") {
      try $0.get(0, as: Bool.self)
    }
  }

  @Test("An index is built and dropped concurrently")
  func concurrently() async throws {
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream()])
      #expect(try migrator.apply().count == 2)
      #expect(try isValid(connection) == true)
      try migrator.revert(stream: "auth", to: 1)
      #expect(try isValid(connection) == nil)
    }
  }

  @Test("An index that cannot be built leaves no invalid one behind")
  func failing() async throws {
    let stream = stream()
    try await onNewDatabase(.postgres) { (connection) throws in
      try interrupt(connection, stream)
      try connection.execute("DELETE FROM atrium_migrations WHERE version = 2")
      guard
        case .failed = migrationError({
          try Migrator(connection: connection, streams: [stream]).apply()
        })
      else {
        Issue.record("a unique index over doubles was built")
        return
      }
      #expect(try isValid(connection) == nil)
      #expect(try connection.history(stream) == ["auth/0001_a applied"])
    }
  }

  @Test(
    "An interrupted index is dropped and built again",
    arguments: [
      "CREATE UNIQUE INDEX CONCURRENTLY a_x ON a (x);",
      "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"a_x\" ON ONLY a USING btree (x);",
    ])
  func resumed(index: String) async throws {
    let stream = stream(index: index)
    try await onNewDatabase(.postgres) { (connection) throws in
      try interrupt(connection, stream)
      #expect(try isValid(connection) == false)
      try connection.executeScript("DELETE FROM a")
      var events: [Migrator.Event] = []
      let migrator = Migrator(connection: connection, streams: [stream]) { events.append($0) }
      #expect(try migrator.apply().map(\.id.version) == [2])
      #expect(
        events.first
          == .resumed(
            stream.migrations[1].id, finding: "the index was invalid and has been dropped"))
      #expect(try isValid(connection) == true)
    }
  }

  @Test("An index that was finished before its row is only recorded")
  func finished() async throws {
    let stream = stream()
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      try connection.execute("UPDATE atrium_migrations SET kind = 'applying' WHERE version = 2")
      #expect(try migrator.apply().isEmpty)
      #expect(try connection.history(stream).last == "auth/0002_i applied")
    }
  }

  @Test("An interrupted way back is settled by looking for the index")
  func reverting() async throws {
    let stream = stream()
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      try connection.execute("UPDATE atrium_migrations SET kind = 'reverting' WHERE version = 2")
      try migrator.apply()
      #expect(try connection.history(stream).last == "auth/0002_i applied")
      try connection.execute("UPDATE atrium_migrations SET kind = 'reverting' WHERE version = 2")
      try connection.executeScript("DROP INDEX a_x")
      #expect(try migrator.apply().map(\.id.version) == [2])
    }
  }

  @Test("A table that others hold is tried again until they let go")
  func lockTimeout() async throws {
    let stream = MigrationStream.of(
      "auth", "CREATE TABLE a (x INTEGER);", "ALTER TABLE a ADD COLUMN y INTEGER;")
    let database = try await Engine.postgres.database()
    let runner = try database.connect()
    let other = try database.connect()
    var retries: [Int] = []
    let migrator = Migrator(
      connection: runner, streams: [stream],
      settings: .init(lockTimeout: .milliseconds(20), attempts: 3)
    ) { event in
      switch event {
      case .finished(let entry) where entry.id.version == 1:
        try? other.executeScript("BEGIN; LOCK TABLE a")
      case .retrying(_, let attempt):
        retries.append(attempt)
        if attempt == 3 { try? other.executeScript("ROLLBACK") }
      default: break
      }
    }
    #expect(try migrator.apply().count == 2)
    #expect(retries == [2, 3])
    runner.close()
    other.close()
    await database.close()
  }

  @Test("A table that nobody lets go of is a failure, and nothing is left of the migration")
  func lockedForGood() async throws {
    let stream = MigrationStream.of(
      "auth", "CREATE TABLE a (x INTEGER);", "ALTER TABLE a ADD COLUMN y INTEGER;")
    let database = try await Engine.postgres.database()
    let runner = try database.connect()
    let other = try database.connect()
    let migrator = Migrator(
      connection: runner, streams: [stream],
      settings: .init(lockTimeout: .milliseconds(10), attempts: 2)
    ) { event in
      if case .finished = event { try? other.executeScript("BEGIN; LOCK TABLE a") }
    }
    guard case .failed(let failure) = migrationError({ try migrator.apply() }) else {
      Issue.record("expected a failure")
      return
    }
    #expect(failure.line == 1)
    other.close()
    #expect(try runner.history(stream) == ["auth/0001_m1 applied"])
    runner.close()
    await database.close()
  }

  @Test("What was changed by hand is found, and looking for it changes nothing")
  func drift() async throws {
    let stream = stream()
    try await onNewDatabase(.postgres) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      #expect(try migrator.drift(scratch: nil).isEmpty)
      try connection.executeScript(
        "DROP INDEX a_x; ALTER TABLE a ALTER COLUMN x TYPE bigint; CREATE TABLE b (x int)")
      #expect(
        try migrator.drift(scratch: nil).map { "\($0.kind.rawValue) \($0.object)" } == [
          "different column a.x", "extra column b.x", "missing index a_x",
        ])
      #expect(try migrator.plan().state == .current)
      #expect(
        try connection.query("SELECT 1 FROM pg_namespace WHERE nspname = 'atrium_drift'").isEmpty)
    }
  }

  @Test("What a migration sets for its session does not reach the next one, nor the history")
  func sessionSettings() async throws {
    let stream = MigrationStream.of(
      "auth",
      files: [
        "0001_a.postgres.sql": "SET search_path TO pg_catalog; SET lock_timeout = 1;",
        "0001_a.sqlite.sql": "SELECT 1;",
        "0002_b.sql": "CREATE TABLE b (x INTEGER);",
      ])
    try await onNewDatabase(.postgres) { (connection) throws in
      #expect(try Migrator(connection: connection, streams: [stream]).apply().count == 2)
      #expect(try connection.has("b"))
      #expect(try connection.has("atrium_migrations"))
    }
  }
}
