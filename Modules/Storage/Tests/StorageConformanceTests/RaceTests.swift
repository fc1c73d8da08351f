import Kernel
import Storage
import StorageTesting
import Testing

@Suite("Many at once")
struct RaceTests {
  private func database(_ engine: Engine, accounts: Int, balance: Int) async throws -> any Database
  {
    let database = try await engine.database()
    try await database.execute(
      "CREATE TABLE accounts (id INTEGER PRIMARY KEY, n BIGINT NOT NULL CHECK (n >= 0))")
    for id in 0..<accounts {
      try await database.execute("INSERT INTO accounts VALUES (\(id), \(balance))")
    }
    return database
  }

  private func total(_ database: any Database) async throws -> Int? {
    try await database.first("SELECT sum(n) FROM accounts") { try $0.get(0, as: Int.self) }
  }

  @Test("Increments by single statements are never lost", arguments: Engine.allCases)
  func increments(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 1, balance: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<200 {
        group.addTask { try await database.execute("UPDATE accounts SET n = n + 1") }
      }
      try await group.waitForAll()
    }
    #expect(try await total(database) == 200)
  }

  @Test("What is read with its row locked can be written back", arguments: Engine.allCases)
  func readModifyWrite(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 1, balance: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<100 {
        group.addTask {
          try await database.transaction { sql in
            let row = try sql.first(
              "SELECT n FROM accounts WHERE id = 0 \(sql.dialect.lockingRows)")
            let n = try row?.get("n", as: Int.self) ?? 0
            try sql.execute("UPDATE accounts SET n = \(n + 1) WHERE id = 0")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await total(database) == 100)
  }

  @Test(
    "200 transfers between 10 accounts all end, and money is neither made nor lost",
    arguments: Engine.allCases)
  func transfers(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 10, balance: 100)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        let from = number * 7 % 10
        let to = (from + 1 + number % 9) % 10
        group.addTask {
          try await database.transaction { sql in
            for id in [from, to].sorted() {
              _ = try sql.query(
                "SELECT n FROM accounts WHERE id = \(id) \(sql.dialect.lockingRows)")
            }
            try sql.execute("UPDATE accounts SET n = n - 1 WHERE id = \(from)")
            try sql.execute("UPDATE accounts SET n = n + 1 WHERE id = \(to)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await total(database) == 1_000)
  }

  @Test("Transactions that take locks in opposite orders both end", arguments: Engine.allCases)
  func deadlock(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 2, balance: 100)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (from, to) in [(0, 1), (1, 0)] {
        group.addTask {
          try await database.transaction { sql in
            try sql.execute("UPDATE accounts SET n = n - 1 WHERE id = \(from)")
            try sql.execute("UPDATE accounts SET n = n + 1 WHERE id = \(to)")
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await total(database) == 200)
  }

  @Test("Of those who want the last of something exactly one gets it", arguments: Engine.allCases)
  func lastOne(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 1, balance: 1)
    let winners = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          do {
            try await database.execute("UPDATE accounts SET n = n - 1 WHERE id = 0")
            return true
          } catch {
            guard case .checkViolation = error as? StorageError else {
              Issue.record("\(error)")
              return false
            }
            return false
          }
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(winners == 1)
    #expect(try await total(database) == 0)
  }

  @Test("Statements and transactions that are mixed all end", arguments: Engine.allCases)
  func mixed(on engine: Engine) async throws {
    let database = try await database(engine, accounts: 10, balance: 10)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<300 {
        let id = number % 10
        group.addTask {
          switch number % 3 {
          case 0: _ = try await database.query("SELECT n FROM accounts WHERE id = \(id)")
          case 1: try await database.execute("UPDATE accounts SET n = n + 1 WHERE id = \(id)")
          default:
            try await database.transaction { sql in
              _ = try sql.execute("UPDATE accounts SET n = n + 1 WHERE id = \(id)")
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await total(database) == 300)
  }

  @Test(
    "Whoever is cancelled has done all or nothing, and others go on", arguments: Engine.allCases)
  func cancellation(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    let tasks = (0..<60).map { number in
      Task {
        try await database.transaction { sql in
          try sql.execute("INSERT INTO t VALUES (\(2 * number))")
          try sql.execute("INSERT INTO t VALUES (\(2 * number + 1))")
        }
      }
    }
    for (number, task) in tasks.enumerated() where number % 2 == 0 { task.cancel() }
    var expected: [Int] = []
    for (number, task) in tasks.enumerated() {
      switch await task.result {
      case .success: expected += [2 * number, 2 * number + 1]
      case .failure(let error):
        #expect(number % 2 == 0)
        #expect(error is CancellationError)
      }
    }
    let rows = try await database.all("SELECT a FROM t ORDER BY a") { try $0.get(0, as: Int.self) }
    #expect(rows == expected)
  }
}
