import Kernel
import Storage
import StorageTesting
import Testing

@Suite("Values on their way to an engine and back")
struct ValueTests {
  private enum Thing {}

  private static let table: SQL = """
    CREATE TABLE things (
      n INTEGER PRIMARY KEY, i BIGINT, b BOOLEAN, t TEXT, x BYTEA, u UUID, at TIMESTAMPTZ, d DATE,
      r DOUBLE PRECISION)
    """

  @Test(
    "Whole numbers come back as they went, to the last one",
    arguments: Engine.allCases, [0, 1, -1, 1 << 53 + 1, .max, .min] as [Int64])
  func integers(on engine: Engine, value: Int64) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute("INSERT INTO things (n, i) VALUES (1, \(value))")
    let row = try await database.first("SELECT i FROM things WHERE i = \(value)")
    #expect(try row?.get("i", as: Int64.self) == value)
  }

  @Test(
    "Text comes back octet by octet",
    arguments: Engine.allCases,
    [
      "", " ", "naïve", "nai\u{308}ve", "👩🏽‍🚀 في السماء", "'; DROP TABLE things; --", "\u{1}\t\n",
      "\u{10FFFF}",
    ])
  func text(on engine: Engine, value: String) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute("INSERT INTO things (n, t) VALUES (1, \(value))")
    let found = try await database.first("SELECT t FROM things WHERE t = \(value)") {
      try $0.get("t", as: String.self)
    }
    #expect(found.map { Array($0.utf8) } == Array(value.utf8))
  }

  @Test("A megabyte of text and one of octets come back whole", arguments: Engine.allCases)
  func large(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    let text = String(repeating: "Àtri", count: 200_000)
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0) }
    try await database.execute("INSERT INTO things (n, t, x) VALUES (1, \(text), \(bytes))")
    let row = try #require(try await database.first("SELECT t, x FROM things"))
    #expect(try row.get("t", as: String.self) == text)
    #expect(try row.get("x", as: [UInt8].self) == bytes)
  }

  @Test(
    "Octets may be any, and none", arguments: Engine.allCases, [[], [0], [0, 255, 0]] as [[UInt8]])
  func bytes(on engine: Engine, value: [UInt8]) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute("INSERT INTO things (n, x) VALUES (1, \(value))")
    let row = try await database.first("SELECT x FROM things WHERE x = \(value)")
    #expect(try row?.get("x", as: [UInt8].self) == value)
  }

  @Test("Ids, instants, dates, truth values and numbers come back", arguments: Engine.allCases)
  func others(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    let id = Identifier<Thing>(rawValue: 0x0190_0000_0000_7000_8000_0000_0000_00ff)
    let instant = Instant(milliseconds: 1_769_846_400_123)
    let date = try #require(CivilDate("2024-02-29"))
    try await database.execute(
      """
      INSERT INTO things (n, u, at, d, b, r)
      VALUES (1, \(id), \(instant), \(date), \(true), \(-0.1))
      """)
    let row = try #require(
      try await database.first(
        """
        SELECT u, at, d, b, r FROM things
        WHERE u = \(id) AND at = \(instant) AND d = \(date) AND b = \(true)
        """))
    #expect(try row.get("u") == id)
    #expect(try row.get("at") == instant)
    #expect(try row.get("d") == date)
    #expect(try row.get("b") == true)
    #expect(try row.get("r") == -0.1)
  }

  @Test(
    "Instants before 1970 and far away come back to the millisecond",
    arguments: Engine.allCases, [-1, -62_135_596_800_000, 0, 253_402_300_799_999] as [Int64])
  func instants(on engine: Engine, milliseconds: Int64) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    let instant = Instant(milliseconds: milliseconds)
    try await database.execute("INSERT INTO things (n, at) VALUES (1, \(instant))")
    let row = try await database.first("SELECT at FROM things")
    #expect(try row?.get("at", as: Instant.self) == instant)
  }

  @Test(
    "Dates of every year with four digits come back",
    arguments: Engine.allCases, ["0001-01-01", "1969-12-31", "2000-02-29", "9999-12-31"])
  func dates(on engine: Engine, text: String) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    let date = try #require(CivilDate(text))
    try await database.execute("INSERT INTO things (n, d) VALUES (1, \(date))")
    let row = try await database.first("SELECT d FROM things")
    #expect(try row?.get("d", as: CivilDate.self) == date)
  }

  @Test(
    "NULL is nil for whoever has a place for it, and an error for others",
    arguments: Engine.allCases)
  func null(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute(
      "INSERT INTO things (n, t, i) VALUES (1, \(String?.none), \(Int64?.none))")
    let row = try #require(try await database.first("SELECT t, i, u, at FROM things"))
    #expect(try row.get("t", as: String?.self) == nil)
    #expect(try row.get("i", as: Int64?.self) == nil)
    #expect(try row.get("u", as: Identifier<Thing>?.self) == nil)
    #expect(throws: RowError.isNull(column: "at")) { try row.get("at", as: Instant.self) }
  }

  @Test("A column that is missing or of another type is named", arguments: Engine.allCases)
  func mismatches(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute("INSERT INTO things (n, t) VALUES (1, 'secret')")
    let row = try #require(try await database.first("SELECT t FROM things"))
    #expect(throws: RowError.noColumn("amount")) { try row.get("amount", as: Int64.self) }
    #expect {
      try row.get("t", as: Int64.self)
    } throws: { error in
      guard case .typeMismatch(column: "t", _, _) = error as? RowError else { return false }
      return !"\(error)".contains("secret")
    }
  }

  @Test("Sums of whole numbers are whole numbers", arguments: Engine.allCases)
  func sums(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute(
      "INSERT INTO things (n, i) VALUES (1, \(1 << 53)), (2, 1), (3, NULL)")
    let row = try await database.first("SELECT sum(i) AS s, count(*) AS c FROM things")
    #expect(try row?.get("s", as: Int64.self) == 1 << 53 + 1)
    #expect(try row?.get("c", as: Int.self) == 3)
  }

  @Test("A NUL in text is refused wherever it is bound", arguments: Engine.allCases)
  func nul(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    let text = "half\0other half"
    let insert: SQL = "INSERT INTO things (n, t) VALUES (1, \(text))"
    func isRefusal(_ error: any Error) -> Bool {
      guard case .invalidText(binding: 1, _) = error as? StorageError else { return false }
      return !"\(error)".contains("half")
    }
    await #expect { try await database.execute(insert) } throws: { isRefusal($0) }
    await #expect {
      try await database.query("SELECT n FROM things WHERE t = \(text)")
    } throws: {
      isRefusal($0)
    }
    await #expect { try await database.transaction { try $0.execute(insert) } } throws: {
      isRefusal($0)
    }
    #expect(try await database.query("SELECT n FROM things").isEmpty)
  }

  @Test("A list matches its elements, and an empty one nothing", arguments: Engine.allCases)
  func lists(on engine: Engine) async throws {
    let database = try await engine.database()
    try await database.execute(Self.table)
    try await database.execute("INSERT INTO things (n) VALUES (1), (2), (3)")
    let some = try await database.query("SELECT n FROM things WHERE n IN (\(list: [1, 3, 9]))")
    #expect(some.count == 2)
    let none = try await database.query("SELECT n FROM things WHERE n IN (\(list: [Int]()))")
    #expect(none.isEmpty)
  }

  @Test("Ten thousand rows arrive in order", arguments: Engine.allCases)
  func manyRows(on engine: Engine) async throws {
    let database = try await engine.database()
    let numbers = try await database.all(
      """
      WITH RECURSIVE counting(n) AS (
        SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < 10000
      ) SELECT n, 'row' AS t FROM counting
      """
    ) { try $0.get("n", as: Int.self) }
    #expect(numbers == Array(1...10_000))
  }
}
