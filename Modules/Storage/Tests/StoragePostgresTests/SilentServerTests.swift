import Storage
import StoragePostgres
import Testing

@Suite("Servers that answer nobody")
struct SilentServerTests {
  private static let silent = StorageUnavailable.unreachable("the server does not answer")

  private static var options: PostgresOptions {
    var options = PostgresOptions()
    options.answerLimit = .milliseconds(500)
    return options
  }

  /// Has all kinds of connections opened, so that what hangs is their server.
  private static func prepare(_ database: PostgresDatabase) async throws {
    try await database.execute("CREATE TABLE t (id bigint)")
    try await database.transaction { _ = try $0.query("SELECT 1") }
    _ = try await database.query("SELECT 1", consistency: .current, expected: .long)
    for await _ in database.announcements(on: "any") { break }
  }

  @Test("Who waits is told so, who comes is turned away, and all go on once the server does")
  func frozen() async throws {
    let relay = Relay()
    try await TestDatabase.run(options: Self.options, through: relay) { test in
      let database = test.database
      try await Self.prepare(database)
      relay.holdAll()
      let change = Task { try await database.execute("INSERT INTO t VALUES (1)") }
      let transaction = Task {
        try await database.transaction { _ = try $0.execute("INSERT INTO t VALUES (2)") }
      }
      await relay.held(2)
      await #expect(throws: Self.silent) { try await database.query("SELECT count(*) FROM t") }
      await #expect(throws: StorageUnavailable.outcomeUnknown) { try await change.value }
      await #expect(throws: Self.silent) { try await transaction.value }
      // Of these nothing was sent: it is known that they have not happened.
      await #expect(throws: Self.silent) { try await database.execute("INSERT INTO t VALUES (3)") }
      await #expect(throws: Self.silent) {
        try await database.transaction { _ = try $0.execute("INSERT INTO t VALUES (4)") }
      }
      await #expect(throws: Self.silent) { try await database.check() }
      relay.release()
      while (try? await database.check()) == nil { await Task.yield() }
      try await database.transaction { _ = try $0.execute("INSERT INTO t VALUES (5)") }
      let found = try await database.all("SELECT id FROM t WHERE id > 2") {
        try $0.get("id", as: Int64.self)
      }
      #expect(found == [5])
    }
  }

  @Test("What is declared to take long waits for the server to go on")
  func long() async throws {
    let relay = Relay()
    try await TestDatabase.run(options: Self.options, through: relay) { test in
      let database = test.database
      try await Self.prepare(database)
      relay.holdAll()
      async let long = database.query("SELECT 7::bigint", consistency: .current, expected: .long)
      await relay.held(1)
      await #expect(throws: Self.silent) { try await database.query("SELECT count(*) FROM t") }
      relay.release()
      #expect(try await long.map { try $0.get(0, as: Int64.self) } == [7])
    }
  }

  @Test(
    "A commit that nobody confirms is of unknown outcome; others are turned away, reads are not")
  func unconfirmed() async throws {
    let relay = Relay()
    try await TestDatabase.run(options: Self.options, through: relay) { test in
      let database = test.database
      // No transaction before it: what was prepared once is not said by its words again.
      try await database.execute("CREATE TABLE t (id bigint)")
      relay.hold(saying: ["COMMIT", "INSERT", "pg_logical"].map { Array($0.utf8) })
      let lone = Task { try await database.execute("INSERT INTO t VALUES (1)") }
      await relay.held(1)
      await #expect(throws: StorageUnavailable.outcomeUnknown) {
        try await database.transaction { _ = try $0.execute("DELETE FROM t") }
      }
      await #expect(throws: StorageUnavailable.outcomeUnknown) { try await lone.value }
      let refused = await #expect(throws: StorageUnavailable.self) {
        try await database.execute("INSERT INTO t VALUES (2)")
      }
      #expect(refused?.description.contains("synchronous_standby_names") == true)
      #expect(refused?.isOutcomeKnown == true)
      await #expect(throws: StorageUnavailable.self) {
        try await database.transaction { _ = try $0.execute("DELETE FROM t") }
      }
      await #expect(throws: StorageUnavailable.self) { try await database.check() }
      #expect(try await database.query("SELECT id FROM t WHERE id = 2").isEmpty)
      relay.release()
      while (try? await database.check()) == nil { await Task.yield() }
      try await database.transaction { _ = try $0.execute("INSERT INTO t VALUES (3)") }
      #expect(try await database.query("SELECT id FROM t WHERE id = 2").isEmpty)
    }
  }
}
