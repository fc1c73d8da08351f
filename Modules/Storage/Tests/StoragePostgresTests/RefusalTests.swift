import Storage
import Testing

@testable import StoragePostgres

/// What callers are told of each refusal, and what of the state of the server it shows.
@Suite("States of the server")
struct RefusalTests {
  private static let failing = """
    CREATE TABLE t (id bigint PRIMARY KEY);
    CREATE FUNCTION fail(code text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = code; END $$;
    """

  private static let closing: SQL =
    "SELECT set_config('default_transaction_read_only', 'on', false)"

  private static func script(_ text: String, in test: TestDatabase) throws {
    let tool = try test.database.connect()
    defer { tool.close() }
    try tool.executeScript(text)
  }

  /// The case of an error.
  private static func name(_ error: any Error) -> String {
    switch error {
    case StorageUnavailable.unreachable: "unreachable"
    case StorageUnavailable.exhausted: "exhausted"
    case StorageUnavailable.diskFull: "diskFull"
    case StorageUnavailable.readOnly: "readOnly"
    case StorageUnavailable.locked: "locked"
    case StorageUnavailable.cancelled: "cancelled"
    case StorageUnavailable.refused: "refused"
    case StorageUnavailable.foreignSchema: "foreignSchema"
    case StorageUnavailable.failing: "failing"
    case StorageUnavailable.outcomeUnknown: "outcomeUnknown"
    case StorageError.serializationFailure: "conflict"
    case StorageError.statement: "fault"
    default: "\(error)"
    }
  }

  @Test(
    "A code has one meaning, by itself and in a transaction",
    arguments: [
      ("0A000", "fault"), ("08007", "outcomeUnknown"), ("22012", "fault"), ("25006", "readOnly"),
      ("25P02", "unreachable"), ("28000", "refused"), ("40001", "conflict"),
      ("40003", "outcomeUnknown"), ("40P01", "conflict"), ("42501", "refused"),
      ("42703", "foreignSchema"), ("42P01", "foreignSchema"), ("3F000", "foreignSchema"),
      ("42601", "fault"), ("53000", "exhausted"), ("53100", "diskFull"), ("53200", "exhausted"),
      ("53300", "exhausted"), ("55000", "fault"), ("55P03", "locked"), ("57014", "cancelled"),
      ("57P01", "unreachable"), ("57P03", "unreachable"), ("57P05", "unreachable"),
      ("58030", "failing"), ("XX000", "failing"), ("XX001", "failing"), ("F0001", "refused"),
    ])
  func meanings(code: String, name: String) async throws {
    var options = PostgresOptions()
    options.lockTimeout = .milliseconds(20)
    try await TestDatabase.run(options: options) { test in
      try Self.script(Self.failing, in: test)
      await #expect {
        _ = try await test.database.query("SELECT fail(\(code))")
      } throws: {
        Self.name($0) == name
      }
      await #expect {
        try await test.database.transaction { _ = try $0.query("SELECT fail(\(code))") }
      } throws: {
        Self.name($0) == name
      }
      // The database goes on.
      try await test.database.execute("INSERT INTO t VALUES (1)")
    }
  }

  @Test("A database that has refused a change because its disk is full is not ready for a while")
  func fullDisk() async throws {
    try await TestDatabase.run { test in
      try Self.script(Self.failing, in: test)
      try await test.database.check()
      _ = try? await test.database.query("SELECT fail(\("53100"))")
      await #expect {
        try await test.database.check()
      } throws: {
        Self.name($0) == "diskFull"
      }
    }
  }

  @Test("A session that only reads is given up for a new one, which may write")
  func readOnly() async throws {
    try await TestDatabase.run { test in
      try Self.script(Self.failing, in: test)
      for _ in 0..<4 { _ = try await test.database.query(Self.closing) }
      try await test.database.transaction { _ = try $0.query(Self.closing) }
      // A young session shows how things stand, an older one is given up.
      try await Self.insist(on: "readOnly") {
        try await test.database.execute("INSERT INTO t VALUES (1)")
      }
      try await Self.insist(on: "readOnly") {
        try await test.database.transaction { _ = try $0.execute("INSERT INTO t VALUES (2)") }
      }
      try await test.database.check()
    }
  }

  /// Tries again while a certain refusal comes.
  private static func insist(on name: String, _ body: () async throws -> Void) async throws {
    while true {
      do {
        return try await body()
      } catch  where Self.name(error) == name {}
    }
  }

  @Test("A database that is closed to changes is not ready, and is again when it is opened")
  func closed() async throws {
    try await TestDatabase.run { test in
      try await test.database.check()
      try Self.give(test, "default_transaction_read_only", "on")
      for _ in 0..<2 { _ = try await test.database.query(Self.closing) }
      await #expect {
        try await test.database.check()
      } throws: {
        Self.name($0) == "readOnly"
      }
      try Self.script(
        """
        BEGIN READ WRITE;
        DO $$BEGIN
          EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
        END$$;
        COMMIT
        """, in: test)
      while (try? await test.database.check()) == nil {}
    }
  }

  @Test("A commit that the standby did not confirm is of unknown outcome, whoever commits")
  func unreplicated() async throws {
    try await TestDatabase.run { test in
      try Self.script(Self.failing + Self.warning, in: test)
      await #expect(throws: StorageUnavailable.notReplicated) {
        try await test.database.execute("INSERT INTO t VALUES (1)")
      }
      await #expect(throws: StorageUnavailable.notReplicated) {
        try await test.database.transaction { _ = try $0.execute("INSERT INTO t VALUES (2)") }
      }
      let tool = try test.database.connect()
      defer { tool.close() }
      #expect(throws: StorageUnavailable.notReplicated) {
        try tool.execute("INSERT INTO t VALUES (3)")
      }
      #expect(throws: StorageUnavailable.notReplicated) {
        try tool.executeScript("INSERT INTO t VALUES (4)")
      }
      // Other warnings are nobody's concern.
      try await test.database.execute("INSERT INTO t VALUES (100)")
      let ids = try await test.database.all("SELECT id FROM t ORDER BY id") {
        try $0.get(0, as: Int64.self)
      }
      #expect(ids == [1, 2, 3, 4, 100])
      #expect(!StorageUnavailable.notReplicated.isOutcomeKnown)
    }
  }

  @Test("What was read of an unconfirmed commit is told once a later one is, refusals as well")
  func toldWhenConfirmed() async throws {
    struct Refusal: Error {}
    try await TestDatabase.run { test in
      try Self.script(Self.failing + Self.warning, in: test)
      for body: @Sendable (any SQLExecutor) throws -> Void in [{ _ in }, { _ in throw Refusal() }] {
        await #expect(throws: StorageUnavailable.notReplicated) {
          try await test.database.execute("INSERT INTO t SELECT count(*) FROM t")
        }
        #expect(test.database.unconfirmed.owed != nil)
        do { try await test.database.transaction { try body($0) } } catch is Refusal {}
        #expect(test.database.unconfirmed.owed == nil)
      }
    }
  }

  @Test("Where an unconfirmed commit cannot be confirmed, the reason is told")
  func cannotConfirm() async throws {
    try await TestDatabase.run { test in
      try Self.script(Self.failing + Self.warning, in: test)
      await #expect(throws: StorageUnavailable.notReplicated) {
        try await test.database.execute("INSERT INTO t VALUES (1)")
      }
      await test.database.close()
      await #expect {
        try await test.database.confirmCommits()
      } throws: {
        guard case StorageUnavailable.unconfirmed(let reason) = $0 else { return false }
        return reason.contains("closed")
      }
      #expect(!StorageUnavailable.unconfirmed("").isOutcomeKnown)
    }
  }

  private static let warning = """
    CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.id < 100 THEN
          RAISE WARNING 'canceling wait for synchronous replication due to user request';
        ELSE
          RAISE WARNING 'something else';
        END IF;
        RETURN NULL;
      END $$;
    CREATE CONSTRAINT TRIGGER warns AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION warn();
    """

  @Test("What behaviour rests on is set by the session, whatever the database was given")
  func settings() async throws {
    let foreign = [
      ("synchronous_commit", "off", "on"), ("DateStyle", "German", "ISO, MDY"),
      ("bytea_output", "escape", "hex"), ("IntervalStyle", "iso_8601", "postgres"),
      ("default_transaction_isolation", "serializable", "read committed"),
      ("extra_float_digits", "-3", "1"), ("TimeZone", "Asia/Tokyo", "UTC"),
      ("lock_timeout", "7", "100ms"), ("statement_timeout", "7000", "30s"),
      ("idle_session_timeout", "70000", "0"), ("row_security", "off", "on"),
      ("transform_null_equals", "on", "off"),
    ]
    try await TestDatabase.run { test in
      for (name, value, _) in foreign { try Self.give(test, name, value) }
      for (name, _, ours) in foreign {
        // Also on a machine so busy that it once took long, which has a longer limit.
        let shown = try await test.database.first(
          "SELECT current_setting(\(name))", expected: .short
        ) { try $0.get(0, as: String.self) }
        #expect(shown == ours, "\(name)")
      }
    }
  }

  @Test("Where commits are to wait for more than the disk, they do")
  func remoteApply() async throws {
    try await TestDatabase.run { test in
      try Self.give(test, "synchronous_commit", "remote_apply")
      let shown = try await test.database.transaction { sql in
        try sql.first("SELECT current_setting('synchronous_commit')") {
          try $0.get(0, as: String.self)
        }
      }
      #expect(shown == "remote_apply")
    }
  }

  /// Gives all later sessions of the database a setting.
  private static func give(_ test: TestDatabase, _ name: String, _ value: String) throws {
    try script(
      """
      DO $$BEGIN
        EXECUTE format('ALTER DATABASE %I SET \(name) = %L', current_database(), '\(value)');
      END$$
      """, in: test)
  }

  @Test("A database that cannot hold all text is refused, by the name of its encoding")
  func encoding() async throws {
    try await TestDatabase.run { test in
      let name = "atrium_latin_\(UInt32.random(in: 0 ... .max))"
      try Self.script(
        "CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
        in: test)
      defer { try? Self.script("DROP DATABASE \(name) (FORCE)", in: test) }
      let parts = test.url.split(separator: "/", omittingEmptySubsequences: false)
      let query = test.url.drop { $0 != "?" }
      let url = parts[..<3].joined(separator: "/") + "/\(name)\(query)"
      let database = try PostgresDatabase(
        url: url, group: test.group, options: PostgresOptions())
      #expect {
        _ = try database.connect()
      } throws: {
        ($0 as? UnsuitableDatabase)?.description.contains("LATIN1") == true
      }
      await database.close()
    }
  }

  @Test("A database that is cut ends what is under way, and refuses what comes later")
  func cut() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TABLE t (id bigint)")
      let tool = try test.database.connect()
      defer { tool.close() }
      let hanging = [
        Task { _ = try await test.database.query("SELECT pg_sleep(3600)") },
        Task { try await test.database.transaction { _ = try $0.query("SELECT pg_sleep(3600)") } },
      ]
      let count: SQL = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event = 'PgSleep'
        """
      while try tool.first(count, { try $0.get(0, as: Int64.self) }) ?? 0 < 2 {}
      test.database.cut()
      for task in hanging {
        await #expect(throws: StorageUnavailable.self) { try await task.value }
      }
      await #expect(throws: StorageUnavailable.self) {
        try await test.database.execute("INSERT INTO t VALUES (1)")
      }
      await test.database.close()
    }
  }
}
