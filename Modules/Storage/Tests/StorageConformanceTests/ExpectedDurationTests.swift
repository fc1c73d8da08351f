import Storage
import StorageTesting
import Testing

@Suite("Statements that say that they take long")
struct ExpectedDurationTests {
  @Test("They read what was written, and write what is read", arguments: Engine.allCases)
  func same(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)", expected: .long)
    for number in 1...3 {
      let changed = try await database.execute("INSERT INTO t VALUES (\(number))", expected: .long)
      #expect(changed == 1)
      let all = try await database.all("SELECT a FROM t ORDER BY a", expected: .long) {
        try $0.get("a", as: Int.self)
      }
      #expect(all == Array(1...number))
    }
    let returned = try await database.first(
      "INSERT INTO t VALUES (4) RETURNING a", expected: .long
    ) {
      try $0.get("a", as: Int.self)
    }
    #expect(returned == 4)
    let last = try await database.first(
      "SELECT max(a) AS a FROM t", consistency: .boundedStaleness, expected: .long
    ) {
      try $0.get("a", as: Int.self)
    }
    #expect(last == 4)
    await #expect(throws: StorageUnavailable.self) {
      try await database.query("SELECT nonsense FROM t", expected: .long)
    }
  }

  @Test("Short ones get on while they run", arguments: Engine.allCases)
  func beside(on engine: Engine) async throws {
    let database = try await engine.database()
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<40 {
        let last = number % 4 == 0 ? 50_000 : 10
        group.addTask {
          try await database.first(
            """
            WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < \(last))
            SELECT count(*) FROM n
            """, expected: last > 10 ? .long : .short
          ) { try $0.get(0, as: Int.self) } ?? 0
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(counts.count { $0 == 10 } == 30)
    #expect(counts.count { $0 == 50_000 } == 10)
  }
}
