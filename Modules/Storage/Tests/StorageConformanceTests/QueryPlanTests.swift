import Storage
import StorageTesting
import Testing

/// That a plan's faults are seen, or a test that finds none would say nothing.
@Suite struct QueryPlanTests {
  private static func readings(on engine: Engine) async throws -> any Database {
    let database = try await engine.database()
    try await database.execute(
      "CREATE TABLE readings (place bigint, number bigint, note text, PRIMARY KEY (place, number))")
    try await database.execute(
      """
      INSERT INTO readings (place, number, note)
      \(SQL.numbers(to: 5_000)) SELECT i, i, 'note' FROM numbers
      """)
    return database
  }

  @Test(
    "A table that is read from end to end is a fault, and rows that are sorted are",
    arguments: Engine.allCases)
  func faults(on engine: Engine) async throws {
    let database = try await Self.readings(on: engine)

    let scan = try database.plans(of: ["SELECT note FROM readings WHERE number = \(7)"])
    let sort = try database.plans(
      of: ["SELECT note FROM readings WHERE place = \(7) ORDER BY note LIMIT 3"])

    #expect(!scan.isEmpty && !sort.isEmpty)
    for plan in scan { #expect(plan.faults.map(\.kind) == [.scan(table: "readings")], "\(plan)") }
    for plan in sort { #expect(plan.faults.map(\.kind) == [.sort], "\(plan)") }
  }

  @Test("A look into an index is none, nor its first rows in order", arguments: Engine.allCases)
  func faultless(on engine: Engine) async throws {
    let database = try await Self.readings(on: engine)

    let plans = try database.plans(of: [
      "SELECT note FROM readings WHERE place = \(7) AND number < \(9) ORDER BY number DESC",
      "SELECT note FROM readings ORDER BY place, number LIMIT 3",
      "UPDATE readings SET note = \("other") WHERE place = \(7) AND number = \(7)",
    ])

    #expect(plans.count >= 3)
    for plan in plans { #expect(plan.faults.isEmpty, "\(plan)") }
  }

  @Test("Every statement is seen, those of transactions too", arguments: Engine.allCases)
  func watching(on engine: Engine) async throws {
    let database = WatchedDatabase(try await Self.readings(on: engine))

    _ = try await database.query("SELECT 1")
    try await database.transaction { sql in
      _ = try sql.pipeline(["SELECT 2", "SELECT 3"])
      try sql.savepoint { _ = try sql.execute("DELETE FROM readings WHERE place = \(1)") }
    }

    #expect(
      database.takeStatements().map(\.description) == [
        "SELECT 1", "SELECT 2", "SELECT 3", "DELETE FROM readings WHERE place = $1",
      ])
    #expect(database.takeStatements().isEmpty)
  }
}
