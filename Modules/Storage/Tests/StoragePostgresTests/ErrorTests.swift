import Storage
import StoragePostgres
import Testing

@Suite("What the server refuses")
struct ErrorTests {
  private static let schema = """
    CREATE TABLE parents (id bigint PRIMARY KEY, name text NOT NULL CHECK (name <> ''));
    CREATE TABLE children (
      id bigint PRIMARY KEY, parent bigint REFERENCES parents,
      late bigint REFERENCES parents DEFERRABLE INITIALLY DEFERRED,
      UNIQUE (parent, "late"));
    INSERT INTO parents VALUES (1, 'Ada');
    INSERT INTO children VALUES (1, 1, 1);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'entries are never changed' USING ERRCODE = 'AT001'; END $$;
    CREATE TRIGGER frozen BEFORE UPDATE ON parents FOR EACH ROW EXECUTE FUNCTION refuse();
    """

  /// The error of a statement, run by itself and in a transaction: they must agree.
  private func refusal(of sql: SQL) async throws -> StorageError {
    var errors: [StorageError] = []
    try await TestDatabase.run { test in
      let script = try test.database.connect()
      try script.executeScript(Self.schema)
      script.close()
      do {
        try await test.database.execute(sql)
      } catch let error as StorageError {
        errors.append(error)
      }
      do {
        try await test.database.transaction { _ = try $0.execute(sql) }
      } catch let error as StorageError {
        errors.append(error)
      }
      try await test.database.check()
    }
    try #require(errors.count == 2)
    #expect(errors[0] == errors[1] || "\(errors[1])".contains("COMMIT"))
    return errors[0]
  }

  @Test("A unique key names its table and columns, and not the values")
  func unique() async throws {
    let error = try await refusal(of: "INSERT INTO children VALUES (\(2), \(1), \(1))")
    #expect(error.isUniqueViolation(of: "children", "parent", "late"))
    #expect(!"\(error)".contains("(1, 1)"))
  }

  @Test("A missing parent is a foreign-key violation, also when it is found at the commit")
  func foreignKey() async throws {
    for sql: SQL in [
      "INSERT INTO children VALUES (\(2), \(77), \(1))",
      "INSERT INTO children VALUES (\(2), \(1), \(77))",
    ] {
      let error = try await refusal(of: sql)
      guard case .foreignKeyViolation(let constraint) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(constraint.table == "children")
      #expect(!"\(error)".contains("77"))
    }
  }

  @Test("A check gives its name, a missing value its column")
  func checks() async throws {
    guard
      case .checkViolation(let check) = try await refusal(
        of: "INSERT INTO parents VALUES (2, \(""))"),
      case .notNullViolation(let missing) = try await refusal(
        of: "INSERT INTO parents VALUES (2, \(String?.none))")
    else {
      Issue.record("other errors")
      return
    }
    #expect(check.name == "parents_name_check")
    #expect(missing.columns == ["name"])
  }

  @Test("A trigger's refusal says in its own words what must not change")
  func immutable() async throws {
    let error = try await refusal(of: "UPDATE parents SET name = \("Eve")")
    #expect(error == .immutable(message: "entries are never changed"))
  }

  @Test("A refused value is not repeated in the error")
  func maskedValue() async throws {
    let error = try await refusal(of: "SELECT CAST(\("hush") AS bigint)")
    guard case .statement(let sql, "22P02", let message) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(sql == "SELECT CAST($1 AS bigint)")
    #expect(!message.contains("hush"))
  }

  @Test("A statement that makes no sense fails alone")
  func alone() async throws {
    try await TestDatabase.run { test in
      let outcomes = try await test.onLoop { database in
        await withTaskGroup(of: (Int, Bool).self) { group in
          for number in 0..<40 {
            group.addTask {
              let sql: SQL = number % 4 == 0 ? "SELECT nonsense" : "SELECT \(number) AS n"
              let row = try? await database.first(sql)
              return (number, (try? row?["n"]) == number)
            }
          }
          return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
      }
      for number in 0..<40 { #expect(outcomes[number] == (number % 4 != 0)) }
    }
  }
}
