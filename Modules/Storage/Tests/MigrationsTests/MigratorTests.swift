import Kernel
import KernelTesting
import Migrations
import Storage
import StorageTesting
import Testing

@Suite("Running migrations")
struct MigratorTests {
  private let noon = Instant(milliseconds: 1_800_000_000_123)

  @Test("A new database gets everything once, with a row for each", arguments: Engine.allCases)
  func apply(engine: Engine) async throws {
    let stream = MigrationStream.of(
      "auth", "CREATE TABLE a (x INTEGER);", "INSERT INTO a VALUES (1); INSERT INTO a VALUES (2);")
    try await onNewDatabase(engine) { (connection) throws in
      let migrator = Migrator(
        connection: connection, streams: [stream], clock: FixedClock(noon),
        settings: .init(release: "9.9.9"))
      let applied = try migrator.apply()
      #expect(applied.map(\.id.description) == ["auth/0001_m1", "auth/0002_m2"])
      #expect(try connection.query("SELECT x FROM a").count == 2)
      #expect(try migrator.apply().isEmpty)
      #expect(try connection.query("SELECT x FROM a").count == 2)

      let entry = try #require(try migrator.plan().lines.last?.entry)
      #expect(entry.appliedAt == noon)
      #expect(entry.release == "9.9.9")
      #expect(entry.kind == .applied)
      #expect(entry.checksum == stream.migrations[1].checksum(for: connection.dialect))
      #expect(try migrator.plan().state == .current)
    }
  }

  @Test(
    "A migration that fails leaves nothing behind, and those before it stay",
    arguments: Engine.allCases)
  func failure(engine: Engine) async throws {
    let stream = MigrationStream.of(
      "auth", "CREATE TABLE a (x INTEGER);",
      "CREATE TABLE b (x INTEGER);\nINSERT INTO b VALUES (1);\n\nINSERT INTO nowhere VALUES (1);",
      "CREATE TABLE c (x INTEGER);")
    try await onNewDatabase(engine) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      let error = migrationError { try migrator.apply() }
      guard case .failed(let failure) = error else {
        Issue.record("expected a failure, not \(String(describing: error))")
        return
      }
      #expect(failure.migration.version == 2)
      #expect(failure.file == "0002_m2.sql")
      #expect(failure.line == 4)
      #expect(failure.reason.contains("nowhere"))
      #expect(try connection.has("a"))
      #expect(try !connection.has("b"))
      #expect(try !connection.has("c"))
      #expect(try connection.history(stream) == ["auth/0001_m1 applied"])
    }
  }

  @Test("Wrong files are refused before the database is touched", arguments: Engine.allCases)
  func invalidFiles(engine: Engine) async throws {
    let stream = MigrationStream.of("auth", files: ["0002_a.sql": "CREATE TABLE a (x INTEGER);"])
    try await onNewDatabase(engine) { (connection) throws in
      let error = migrationError {
        try Migrator(connection: connection, streams: [stream]).apply()
      }
      guard case .invalidFiles(let problems) = error else {
        Issue.record("expected invalid files, not \(String(describing: error))")
        return
      }
      #expect(problems.map(\.kind) == [.versionGap])
      #expect(try !connection.has("atrium_migrations"))
    }
  }

  @Test(
    "An edited file, an unknown version and a hole stop everything", arguments: Engine.allCases)
  func mismatch(engine: Engine) async throws {
    let old = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);", "SELECT 1;")
    let edited = MigrationStream.of("auth", "CREATE TABLE a (y INTEGER);", "SELECT 1;", "SELECT 2;")
    let shorter = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);")
    try await onNewDatabase(engine) { (connection) throws in
      try Migrator(connection: connection, streams: [old]).apply()
      let states = [edited, shorter].map { stream -> SchemaState? in
        guard
          case .notApplicable(let state) = migrationError({
            try Migrator(connection: connection, streams: [stream]).apply()
          })
        else { return nil }
        return state
      }
      #expect(states[0] == .changed([edited.migrations[0].id]))
      #expect(states[1] == .ahead([old.migrations[1].id]))

      try connection.execute("DELETE FROM atrium_migrations WHERE version = 1")
      let hole = try Migrator(connection: connection, streams: [old]).plan().state
      #expect(hole == .outOfOrder([old.migrations[0].id]))
    }
  }

  @Test("Two runners at once: one applies, the other is told who", arguments: Engine.allCases)
  func lock(engine: Engine) async throws {
    let stream = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);")
    let database = try await engine.database()
    let first = try database.connect()
    let second = try database.connect()
    var refusal: MigrationError?
    let migrator = Migrator(connection: first, streams: [stream]) { event in
      guard case .began = event else { return }
      refusal = migrationError {
        try Migrator(
          connection: second, streams: [stream], settings: .init(lockWait: .zero)
        ).apply()
      }
    }
    #expect(try migrator.apply().count == 1)
    guard case .lockBusy(let holder) = refusal else {
      Issue.record("the second runner got in: \(String(describing: refusal))")
      return
    }
    #expect(holder.contains("rocess"))
    // The lock is free again.
    #expect(try Migrator(connection: second, streams: [stream]).apply().isEmpty)
    first.close()
    second.close()
    await database.close()
  }

  @Test("Streams in one database count each for itself", arguments: Engine.allCases)
  func streams(engine: Engine) async throws {
    let platform = MigrationStream.of("platform", "CREATE TABLE p (x INTEGER);")
    let auth = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);", "SELECT 1;")
    try await onNewDatabase(engine) { (connection) throws in
      try Migrator(connection: connection, streams: [platform]).apply()
      let both = Migrator(connection: connection, streams: [platform, auth])
      #expect(try both.plan().pending.map(\.stream) == ["auth", "auth"])
      try both.apply()
      #expect(try Migrator(connection: connection, streams: [auth]).plan().state == .current)
      #expect(try connection.history(platform, auth).count == 3)
    }
  }

  @Test("A server sees by itself how its database stands", arguments: Engine.allCases)
  func state(engine: Engine) async throws {
    let stream = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);")
    let database = try await engine.database()
    #expect(
      try await SchemaState.read(from: database, streams: [stream])
        == .behind([stream.migrations[0].id]))
    try database.migrate([stream])
    #expect(try await SchemaState.read(from: database, streams: [stream]) == .current)
    #expect(try database.schemaState(of: [stream]) == .current)
    let older = MigrationStream(name: "auth", files: [])
    #expect(
      try await SchemaState.read(from: database, streams: [older])
        == .ahead([stream.migrations[0].id]))
    await database.close()
  }
}

@Suite("Mending a history")
struct HistoryMendingTests {
  private let stream = MigrationStream.of(
    "auth",
    files: [
      "0001_a.sql": "CREATE TABLE a (x INTEGER);", "0001_a.down.sql": "DROP TABLE a;",
      "0002_b.sql": "CREATE TABLE b (x INTEGER);", "0002_b.down.sql": "DROP TABLE b;",
      "0003_c.sql": "CREATE TABLE c (x INTEGER);", "0003_c.down.sql": "DROP TABLE c;",
    ])

  @Test(
    "A baseline vouches for what is there, and later migrations run", arguments: Engine.allCases)
  func baseline(engine: Engine) async throws {
    try await onNewDatabase(engine) { (connection) throws in
      try connection.executeScript("CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER);")
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.baseline(stream: "auth", through: 2)
      #expect(try migrator.apply().map(\.id.version) == [3])
      #expect(
        try connection.history(stream) == [
          "auth/0001_a baseline", "auth/0002_b baseline", "auth/0003_c applied",
        ])
      guard case .refused = migrationError({ try migrator.baseline(stream: "auth") }) else {
        Issue.record("a baseline was laid over a history")
        return
      }
    }
  }

  @Test(
    "The way back undoes the last ones first, and may be gone again", arguments: Engine.allCases)
  func revert(engine: Engine) async throws {
    try await onNewDatabase(engine) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      #expect(try migrator.revert(stream: "auth", to: 1).map(\.version) == [3, 2])
      #expect(try connection.has("a"))
      #expect(try !connection.has("b"))
      #expect(try connection.history(stream) == ["auth/0001_a applied"])
      #expect(try migrator.apply().map(\.id.version) == [2, 3])
    }
  }

  @Test("Without a down file nothing at all is undone", arguments: Engine.allCases)
  func irreversible(engine: Engine) async throws {
    let stream = MigrationStream.of(
      "auth",
      files: [
        "0001_a.sql": "CREATE TABLE a (x INTEGER);",
        "0002_b.sql": "CREATE TABLE b (x INTEGER);", "0002_b.down.sql": "DROP TABLE b;",
      ])
    try await onNewDatabase(engine) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      guard
        case .refused(let reason) = migrationError({ try migrator.revert(stream: "auth", to: 0) })
      else {
        Issue.record("undone without a down file")
        return
      }
      #expect(reason.contains("auth/0001_a"))
      #expect(try connection.has("b"))
    }
  }

  @Test("An edited comment can be accepted", arguments: Engine.allCases)
  func checksums(engine: Engine) async throws {
    let old = MigrationStream.of("auth", "CREATE TABLE a (x INTEGER);")
    let new = MigrationStream.of("auth", "-- Why.\nCREATE TABLE a (x INTEGER);")
    try await onNewDatabase(engine) { (connection) throws in
      try Migrator(connection: connection, streams: [old]).apply()
      let migrator = Migrator(connection: connection, streams: [new])
      #expect(try migrator.plan().state == .changed([new.migrations[0].id]))
      #expect(try migrator.acceptChecksums() == [new.migrations[0].id])
      #expect(try migrator.plan().state == .current)
    }
  }

  @Test("A person settles what no machine can find out", arguments: Engine.allCases)
  func repair(engine: Engine) async throws {
    let stream = MigrationStream.of(
      "auth",
      files: [
        "0001_a.sql": "CREATE TABLE a (x INTEGER);",
        "0002_b.sql": "-- atrium: no-transaction\nINSERT INTO a VALUES (1);",
      ])
    try await onNewDatabase(engine) { (connection) throws in
      let migrator = Migrator(connection: connection, streams: [stream])
      try migrator.apply()
      try connection.execute("UPDATE atrium_migrations SET kind = 'applying' WHERE version = 2")
      let id = stream.migrations[1].id
      #expect(try migrator.plan().state == .needsRepair([id]))
      guard case .needsRepair(let ids, _) = migrationError({ try migrator.apply() }) else {
        Issue.record("an unclear migration was run again")
        return
      }
      #expect(ids == [id])
      try migrator.repair(stream: "auth", version: 2, as: .applied)
      #expect(try migrator.plan().state == .current)
      guard
        case .refused = migrationError({
          try migrator.repair(stream: "auth", version: 2, as: .pending)
        })
      else {
        Issue.record("a finished migration was repaired")
        return
      }
      #expect(try connection.query("SELECT x FROM a").count == 1)
    }
  }
}
