import Storage
import StoragePostgres
import Synchronization
import Testing

/// A word that a statement says to the server, and at which its line can be cut.
private func word(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite("Connections that are lost")
struct LossTests {
  private func count(_ test: TestDatabase) async throws -> Int64? {
    try await test.database.first("SELECT count(*) FROM t") { try $0.get(0) }
  }

  private func prepare(_ test: TestDatabase) async throws {
    try await test.database.execute("CREATE TABLE t (id bigint PRIMARY KEY, word text)")
  }

  @Test("A read that was under way is asked again on a new connection")
  func read() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      relay.cutOnce(.after(word("seldom")))
      let answer = try await test.database.first("SELECT \("seldom") AS w") {
        try $0.get("w", as: String.self)
      }
      #expect(answer == "seldom")
      #expect(relay.cuts == 1)
    }
  }

  @Test("Of a change whose answer was lost nobody says that it happened, or that it did not")
  func change() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      try await prepare(test)
      for (number, cut) in [Relay.Cut.after(word("seldom")), .before(word("seldom"))].enumerated() {
        relay.cutOnce(cut)
        await #expect(throws: StorageUnavailable.outcomeUnknown) {
          try await test.database.execute("INSERT INTO t VALUES (\(number), \("seldom"))")
        }
      }
      try await test.database.execute("INSERT INTO t VALUES (9, 'x')")
      #expect(relay.cuts == 2)
    }
  }

  @Test("A server that does not answer any more is given up, by statements and by transactions")
  func silence() async throws {
    var options = PostgresOptions()
    options.statementTimeout = nil
    options.silenceLimit = .seconds(1)
    try await TestDatabase.run { test in
      try await prepare(test)
      // Apart, as a commit on a busy disk may well say nothing for a second.
      let impatient = try PostgresDatabase(url: test.url, group: test.group, options: options)
      // The server says nothing for an hour, as one that hangs does.
      await #expect(throws: StorageUnavailable.self) {
        _ = try await impatient.query("SELECT pg_sleep(3600)")
      }
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await impatient.execute("INSERT INTO t SELECT 1, pg_sleep(3600)::text")
      }
      await #expect(throws: StorageUnavailable.self) {
        try await impatient.transaction { _ = try $0.query("SELECT pg_sleep(3600)") }
      }
      #expect(try await count(test) == 0)
      // Whoever speaks is heard out, however long it takes.
      let rows = try await impatient.query(
        "SELECT repeat('x', 9000), pg_sleep(0.2) FROM generate_series(1, 8)")
      #expect(rows.count == 8)
      await impatient.close()
    }
  }

  @Test("A database that is let go of without being closed leaves its loop in peace")
  func abandoned() async throws {
    try await TestDatabase.run { test in
      for _ in 0..<20 {
        let abandoned = try PostgresDatabase(
          url: test.url, group: test.group, options: PostgresOptions())
        let id = try await abandoned.first("SELECT pg_backend_pid()::bigint") {
          try $0.get(0, as: Int64.self)
        }
        // Says something to a connection whose database may be gone by then.
        _ = try await test.database.query("SELECT pg_terminate_backend(\(id ?? 0)::int)")
      }
      #expect(try await test.database.first("SELECT 1::bigint") { try $0.get(0) } == Int64(1))
    }
  }

  @Test("A transaction that loses its connection at the start is run again")
  func start() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      try await prepare(test)
      relay.cutOnce(.after(word("seldom")))
      try await test.database.transaction { tx in
        _ = try tx.execute("INSERT INTO t VALUES (1, \("seldom"))")
      }
      #expect(try await count(test) == 1)
      // And after the server was away while the connection lay idle.
      relay.cutAll()
      try await test.database.transaction { tx in
        _ = try tx.execute("INSERT INTO t VALUES (2, \("seldom"))")
      }
      #expect(try await count(test) == 2)
    }
  }

  @Test("A transaction that loses its connection in the middle has not happened")
  func middle() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      try await prepare(test)
      relay.cutOnce(.after(word("seldom")))
      await #expect {
        try await test.database.transaction { tx in
          try tx.execute("INSERT INTO t VALUES (1, 'x')")
          _ = try tx.execute("INSERT INTO t VALUES (2, \("seldom"))")
        }
      } throws: {
        guard case StorageUnavailable.unreachable = $0 else { return false }
        return true
      }
      #expect(try await count(test) == 0)
    }
  }

  @Test("A transaction that loses its connection at COMMIT is of unknown outcome and runs once")
  func commit() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      try await prepare(test)
      let runs = Mutex(0)
      relay.cutOnce(.after(word("COMMIT")))
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await test.database.transaction { tx in
          runs.withLock { $0 += 1 }
          _ = try tx.execute("INSERT INTO t VALUES (1, 'x')")
        }
      }
      #expect(runs.withLock { $0 } == 1)
    }
  }

  @Test("A statement whose session the server ended is sent again: it was not done")
  func terminated() async throws {
    try await TestDatabase.run { test in
      try await prepare(test)
      let inserted = try await test.onLoop { database in
        // One turn, one connection: the second is in the pipeline when the first ends the session.
        async let suicide = database.query(
          "SELECT pg_terminate_backend(pg_backend_pid()), \("x")")
        async let insert = database.execute("INSERT INTO t VALUES (1, 'x')")
        _ = try? await suicide
        return try await insert
      }
      #expect(inserted == 1)
      #expect(try await count(test) == 1)
    }
  }

  @Test("Of a change during whose commit the server panicked nobody says that it did not happen")
  func panic() async throws {
    let relay = Relay()
    try await TestDatabase.run(through: relay) { test in
      try await prepare(test)
      // The server ends the session while it commits, and the relay makes a panic of that.
      try await test.database.execute(
        """
        CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'
        """)
      try await test.database.execute(
        """
        CREATE CONSTRAINT TRIGGER leaves AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION leave()
        """)
      relay.replace(word("FATAL"), by: word("PANIC"))
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await test.database.execute("INSERT INTO t VALUES (1, 'x')")
      }
      let runs = Mutex(0)
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await test.database.transaction { tx in
          runs.withLock { $0 += 1 }
          _ = try tx.execute("INSERT INTO t VALUES (2, 'x')")
        }
      }
      #expect(runs.withLock { $0 } == 1)
      let tool = try test.database.connect()
      defer { tool.close() }
      #expect(throws: StorageUnavailable.outcomeUnknown) {
        try tool.execute("INSERT INTO t VALUES (3, 'x')")
      }
      #expect(relay.replacements == 3)
      #expect(try await count(test) == 0)
    }
  }

  @Test("While the server is away callers wait, but not for long, and come through afterwards")
  func away() async throws {
    let relay = Relay()
    var options = PostgresOptions()
    options.waitLimit = .milliseconds(120)
    try await TestDatabase.run(options: options, through: relay) { test in
      relay.cutAll(refusing: true)
      await #expect {
        try await test.database.query("SELECT 1")
      } throws: {
        guard case StorageUnavailable.unreachable = $0 else { return false }
        return true
      }
      await #expect(throws: StorageUnavailable.self) {
        try await test.database.transaction { _ = try $0.query("SELECT 1") }
      }
      relay.restore()
      // How soon depends on the machine; that it does come is the promise.
      while (try? await test.database.check()) == nil {}
    }
  }

  @Test("More statements than may wait are turned away at once")
  func overloaded() async throws {
    var options = PostgresOptions()
    options.connectionsPerLoop = 1
    options.queuedStatements = 4
    try await TestDatabase.run(options: options) { test in
      let outcomes = try await test.onLoop { database in
        await withTaskGroup(of: Bool.self) { group in
          for _ in 0..<10 {
            group.addTask {
              do {
                try await database.check()
                return true
              } catch {
                return (error as? StorageUnavailable) != .overloaded
              }
            }
          }
          return await group.reduce(into: []) { $0.append($1) }
        }
      }
      #expect(outcomes.count { $0 } == 4)
      try await test.database.check()
    }
  }

  @Test("A closed database says so")
  func closed() async throws {
    try await TestDatabase.run { test in
      try await test.database.check()
      await test.database.close()
      await #expect(throws: StorageUnavailable.unreachable("it is closed")) {
        try await test.database.check()
      }
      await #expect(throws: StorageUnavailable.unreachable("it is closed")) {
        try await test.database.transaction { _ = try $0.query("SELECT 1") }
      }
    }
  }
}
