import Kernel
import Storage
import StorageTesting
import Testing

@Suite("Arrays as tables")
struct ArrayTests {
  @Test("Arrays side by side are rows, with what is absent absent", arguments: Engine.allCases)
  func rows(on engine: Engine) async throws {
    let database = try await engine.database()
    let table = database.dialect.unnest(
      [
        .integers([1, .min]), .texts(["a", ""]), .uuids([3, .max]), .optionalTexts([nil, "x"]),
        .bytesArray([[1, 0, 2], []]),
        .instants([Instant(milliseconds: 5), Instant(milliseconds: -5)]), .bools([true, false]),
      ], as: "new")
    let rows = try await database.query("SELECT c1, c2, c3, c4, c5, c6, c7 FROM \(table)")
    #expect(try rows.map { try $0.get(0, as: Int64.self) } == [1, .min])
    #expect(try rows.map { try $0.get(1, as: String.self) } == ["a", ""])
    #expect(try rows.map { try $0.get(2, as: UInt128.self) } == [3, .max])
    #expect(try rows.map { try $0.get(3, as: String?.self) } == [nil, "x"])
    #expect(try rows.map { try $0.get(4, as: [UInt8].self) } == [[1, 0, 2], []])
    #expect(try rows.map { try $0.get(5, as: Instant.self).milliseconds } == [5, -5])
    #expect(try rows.map { try $0.get(6, as: Bool.self) } == [true, false])
  }

  @Test("A table is filled, changed and searched by arrays", arguments: Engine.allCases)
  func changes(on engine: Engine) async throws {
    let database = try await engine.database()
    let dialect = database.dialect
    try await database.execute("CREATE TABLE things (n BIGINT PRIMARY KEY, t TEXT NOT NULL)")
    let numbers = (1...500).map(Int64.init)
    let first = dialect.unnest([.integers(numbers), .texts(numbers.map(String.init))], as: "new")
    let added = try await database.execute(
      "INSERT INTO things (n, t) SELECT c1, c2 FROM \(first)")
    #expect(added == 500)
    let second = dialect.unnest([.integers([7, 400, 900]), .texts(["x", "y", "z"])], as: "new")
    let changed = try await database.execute(
      "UPDATE things AS thing SET t = new.c2 FROM \(second) WHERE thing.n = new.c1")
    #expect(changed == 2)
    let found = try await database.all(
      "SELECT t FROM things WHERE n \(dialect.isAmong(.integers([400, 8, 1_000, 7]))) ORDER BY n"
    ) { try $0.get(0, as: String.self) }
    #expect(found == ["x", "8", "y"])
  }

  @Test(
    "An array may be empty, and a statement run with one array after another",
    arguments: Engine.allCases)
  func again(on engine: Engine) async throws {
    let database = try await engine.database()
    for numbers in [[], [1], [], [2, 3]] as [[Int64]] {
      let found = try await database.all(
        "SELECT c1 FROM \(database.dialect.unnest([.integers(numbers)], as: "listed"))"
      ) { try $0.get(0, as: Int64.self) }
      #expect(found == numbers)
    }
  }

  @Test("A text with NUL is refused in an array too", arguments: Engine.allCases)
  func invalidText(on engine: Engine) async throws {
    let database = try await engine.database()
    let table = database.dialect.unnest([.texts(["fine", "a\0b"])], as: "listed")
    await #expect {
      try await database.query("SELECT c1 FROM \(table)")
    } throws: { error in
      if case StorageError.invalidText = error { true } else { false }
    }
  }
}
