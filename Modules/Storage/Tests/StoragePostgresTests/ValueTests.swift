import Kernel
import Storage
import StoragePostgres
import Testing

@Suite("Values on their way to Postgres and back")
struct ValueTests {
  @Test("Every type comes back as it was bound, its ends included")
  func roundTrip() async throws {
    try await TestDatabase.run { test in
      let row = try #require(
        try await test.database.first(
          """
          SELECT \(true) AS yes, \(false) AS no, \(Int64.max) AS big, \(Int64.min) AS small,
            \("naïve €") AS words, \("") AS nothing, \([UInt8]([0, 255, 7])) AS octets,
            \([UInt8]()) AS none, \(UInt128.max) AS id, \(UInt128(1)) AS one, \(2.5) AS measure,
            \(Instant(milliseconds: 1)) AS early, \(Instant(milliseconds: -1)) AS earlier,
            \(CivilDate(year: 1, month: 1, day: 1)!) AS first_day,
            \(CivilDate(year: 9999, month: 12, day: 31)!) AS last_day,
            \(Int64?.none) AS absent
          """))
      #expect(try row["yes"] == true)
      #expect(try row["no"] == false)
      #expect(try row["big"] == Int64.max)
      #expect(try row["small"] == Int64.min)
      #expect(try row["words"] == "naïve €")
      #expect(try row["nothing"] == "")
      #expect(try row["octets"] == [UInt8]([0, 255, 7]))
      #expect(try row["none"] == [UInt8]())
      #expect(try row["id"] == UInt128.max)
      #expect(try row["one"] == UInt128(1))
      #expect(try row["measure"] == 2.5)
      #expect(try row["early"] == Instant(milliseconds: 1))
      #expect(try row["earlier"] == Instant(milliseconds: -1))
      #expect(try row["first_day"] == CivilDate(year: 1, month: 1, day: 1)!)
      #expect(try row["last_day"] == CivilDate(year: 9999, month: 12, day: 31)!)
      #expect(try row["absent"] == String?.none)
    }
  }

  @Test("The server's other types are read as what they are")
  func otherTypes() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TYPE mood AS ENUM ('calm', 'cross')")
      let row = try #require(
        try await test.database.first(
          """
          SELECT 7::smallint AS small, -8::integer AS medium, 1.5::real AS single,
            'n'::name AS name, 'v'::varchar AS varying, 'cross'::mood AS mood,
            '{"a": 1}'::jsonb AS json, sum(x) AS total, avg(x) AS average,
            '2000-01-01 00:00:00.0019+00'::timestamptz AS cut,
            '1999-12-31 23:59:59.9981+00'::timestamptz AS cut_down
          FROM (VALUES (10000::bigint), (-20007), (100000000)) AS v(x)
          """))
      #expect(try row["small"] == Int64(7))
      #expect(try row["medium"] == Int64(-8))
      #expect(try row["single"] == 1.5)
      #expect(try row["name"] == "n")
      #expect(try row["varying"] == "v")
      #expect(try row["mood"] == "cross")
      #expect(try row["json"] == #"{"a": 1}"#)
      #expect(try row["total"] == Int64(99_989_993))
      #expect(try row["average"] == 99_989_993.0 / 3)
      #expect(try row["cut"] == Instant("2000-01-01T00:00:00.001Z")!)
      #expect(try row["cut_down"] == Instant("1999-12-31T23:59:59.998Z")!)
    }
  }

  @Test(
    "A numeric is an integer only when it is whole and fits",
    arguments: [
      ("0", 0), ("-1", -1), ("10000", 10_000), ("9223372036854775807", Int64.max),
      ("-9223372036854775808", Int64.min), ("9223372036854775808", nil), ("1.5", nil),
      ("0.00001", nil), ("NaN", nil), ("5.000", 5), ("100000000", 100_000_000),
    ] as [(String, Int64?)])
  func numeric(text: String, expected: Int64?) async throws {
    try await TestDatabase.run { test in
      let row = try #require(
        try await test.database.first("SELECT CAST(\(text) AS numeric) AS n"))
      guard let expected else {
        #expect(throws: RowError.self) { try row.get("n", as: Int64.self) }
        return
      }
      #expect(try row["n"] == expected)
    }
  }

  @Test("Arrays are bound whole, empty ones and NULLs in them too")
  func arrays() async throws {
    try await TestDatabase.run { test in
      let ids = [UInt128(3), UInt128.max]
      let rows = try await test.database.query(
        """
        SELECT n, t, u, o, b, y, i FROM unnest(
          \([Int64](1...2)), \(["a", ""]), \(ids), \(["x", nil] as [String?]),
          \([true, false]), \([[1], []] as [[UInt8]]), \([Instant(milliseconds: 5)])
        ) AS r(n, t, u, o, b, y, i)
        """)
      #expect(try rows.map { try $0.get("n", as: Int64.self) } == [1, 2])
      #expect(try rows.map { try $0.get("t", as: String.self) } == ["a", ""])
      #expect(try rows.map { try $0.get("u", as: UInt128.self) } == ids)
      #expect(try rows.map { try $0.get("o", as: String?.self) } == ["x", nil])
      #expect(try rows.map { try $0.get("b", as: Bool.self) } == [true, false])
      #expect(try rows.map { try $0.get("y", as: [UInt8].self) } == [[1], []])
      #expect(try rows[0]["i"] == Instant(milliseconds: 5))
      let none = try await test.database.first("SELECT cardinality(\([Int64]())) AS n")
      #expect(try none?["n"] == 0)
    }
  }

  @Test("Arrays are read as they are bound: empty, with NULLs, and of every element type")
  func arrayColumns() async throws {
    try await TestDatabase.run { test in
      let row = try #require(
        try await test.database.first(
          """
          SELECT \(["a", "", "naïve €"]) AS texts, \([Int64.min, 0, .max]) AS longs,
            \([UInt128.max, 0]) AS ids, \([true, false]) AS flags,
            \([[0, 255], []] as [[UInt8]]) AS octets, \([Instant(milliseconds: -1)]) AS instants,
            \(["x", nil] as [String?]) AS sparse, \([Int64]()) AS none,
            ARRAY[7, NULL, -8]::integer[] AS ints, ARRAY[1.5, 2]::float8[] AS reals,
            ARRAY['2026-01-31']::date[] AS dates, ARRAY[NULL, 3]::bigint[] AS holes,
            ARRAY[5, 6]::numeric[] AS sums, '[3:4]={8,9}'::bigint[] AS shifted,
            NULL::bigint[] AS absent
          """))
      #expect(try row["texts"] == ["a", "", "naïve €"])
      #expect(try row["longs"] == [Int64.min, 0, .max])
      #expect(try row["ids"] == [UInt128.max, 0])
      #expect(try row["flags"] == [true, false])
      #expect(try row["octets"] == [[0, 255], []] as [[UInt8]])
      #expect(try row["instants"] == [Instant(milliseconds: -1)])
      #expect(try row["sparse"] == ["x", nil] as [String?])
      #expect(try row["none"] == [Int64]())
      #expect(try row["ints"] == [7, nil, -8] as [Int64?])
      #expect(try row["reals"] == [1.5, 2.0])
      #expect(try row["dates"] == [CivilDate(year: 2026, month: 1, day: 31)!])
      #expect(try row["holes"] == [nil, 3] as [Int?])
      #expect(try row["sums"] == [Int64(5), 6])
      #expect(try row["shifted"] == [8, 9] as [Int])
      #expect(try row["absent"] == [Int64]?.none)
      #expect(throws: RowError.isNull(column: "absent")) { try row.get("absent", as: [Int].self) }
    }
  }

  @Test("An array that is not of one dimension, or of another type, is refused by its name")
  func otherArrays() async throws {
    try await TestDatabase.run { test in
      try await test.database.execute("CREATE TYPE mood AS ENUM ('calm', 'cross')")
      let row = try #require(
        try await test.database.first(
          """
          SELECT ARRAY[[1, 2], [3, 4]]::bigint[] AS grid, ARRAY[point(1, 2)] AS points,
            ARRAY['calm']::mood[] AS moods, 7::bigint AS lone, ARRAY[1, NULL]::bigint[] AS holes,
            ARRAY[5000000000]::bigint[] AS large, ROW(1, 2) AS pair
          """))
      let expected = "array of one dimension"
      for (column, type) in [("grid", "bigint[]"), ("points", "point[]"), ("lone", "bigint")] {
        #expect(
          throws: RowError.typeMismatch(column: column, expected: expected, found: type)
        ) { try row.get(column, as: [Int64].self) }
      }
      for column in ["moods", "pair"] {
        #expect(throws: RowError.self) { try row.get(column, as: [String].self) }
      }
      #expect(throws: RowError.isNull(column: "holes")) { try row.get("holes", as: [Int64].self) }
      #expect(throws: RowError.self) { try row.get("large", as: [Int32].self) }
      #expect(
        throws: RowError.typeMismatch(column: "large", expected: "text", found: "bigint")
      ) { try row.get("large", as: [String].self) }
    }
  }

  @Test("NULL goes with every type, also where the server has nothing to infer one from")
  func nulls() async throws {
    try await TestDatabase.run { test in
      let database = test.database
      try await database.execute("CREATE TABLE t (n bigint, j jsonb, at timestamptz)")
      for number in [nil, 4, nil] as [Int64?] {
        try await database.execute(
          "INSERT INTO t (n, at) VALUES (\(number), \(number.map(Instant.init(milliseconds:))))")
      }
      for number in [nil, 4] as [Int64?] {
        let row = try await database.first(
          "SELECT count(*) AS n FROM t WHERE (\(number) IS NULL OR n = \(number))")
        #expect(try row?["n"] == (number == nil ? 3 : 1))
      }
      let sum = try await database.transaction { tx in
        try tx.first("SELECT \(String?.none) IS NULL AS yes") { try $0.get("yes", as: Bool.self) }
      }
      #expect(sum == true)
    }
  }

  @Test("Text with a NUL is refused before it is sent, and nothing else suffers")
  func nul() async throws {
    try await TestDatabase.run { test in
      await #expect {
        try await test.database.query("SELECT \(1) AS a, \("a\0b") AS b")
      } throws: { error in
        guard case StorageError.invalidText(binding: 2, _) = error else { return false }
        return !"\(error)".contains("a\0b")
      }
      await #expect(throws: StorageError.self) {
        try await test.database.transaction { try $0.execute("SELECT \(["\0"])") }
      }
      try await test.database.check()
    }
  }

  @Test("A column of another type names itself and never its value")
  func mismatch() async throws {
    try await TestDatabase.run { test in
      let row = try #require(try await test.database.first("SELECT \("secret") AS word"))
      #expect(
        throws: RowError.typeMismatch(column: "word", expected: "integer", found: "text")
      ) { try row.get("word", as: Int64.self) }
    }
  }
}
