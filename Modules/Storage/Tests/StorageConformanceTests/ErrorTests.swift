import Kernel
import Storage
import StorageTesting
import Testing

@Suite("What engines refuse")
struct ErrorTests {
  private func database(_ engine: Engine) async throws -> any Database {
    let database = try await engine.database()
    try await database.execute(
      """
      CREATE TABLE owners (
        id INTEGER PRIMARY KEY, email TEXT UNIQUE, tenant INTEGER NOT NULL, nick TEXT,
        age INTEGER, CONSTRAINT owners_age_positive CHECK (age > 0), UNIQUE (tenant, nick))
      """)
    try await database.execute(
      "CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES owners (id))")
    try await database.execute(
      "INSERT INTO owners VALUES (1, 'ada@example.org', 1, 'ada', 36)")
    return database
  }

  /// Runs a statement by itself and in a transaction: both ways must give the same error.
  private func errors(_ database: any Database, _ sql: SQL) async -> [any Error] {
    var errors: [any Error] = []
    do { try await database.execute(sql) } catch { errors.append(error) }
    do {
      try await database.transaction { _ = try $0.execute(sql) }
    } catch {
      errors.append(error)
    }
    return errors
  }

  @Test("A unique key that is taken is named by table and columns", arguments: Engine.allCases)
  func unique(on engine: Engine) async throws {
    let database = try await database(engine)
    let email = "ada@example.org"
    for error in await errors(
      database, "INSERT INTO owners (id, email, tenant) VALUES (2, \(email), 1)")
    {
      let error = try #require(error as? StorageError)
      #expect(error.isUniqueViolation(of: "owners", "email"))
      #expect("\(error)".contains("INSERT INTO owners"))
      #expect(!"\(error)".contains("ada@"))
    }
    for error in await errors(
      database, "INSERT INTO owners (id, tenant, nick) VALUES (3, 1, \("ada"))")
    {
      #expect((error as? StorageError)?.isUniqueViolation(of: "owners", "tenant", "nick") == true)
    }
    for error in await errors(database, "INSERT INTO owners (id, tenant) VALUES (1, 1)") {
      #expect((error as? StorageError)?.isUniqueViolation(of: "owners", "id") == true)
    }
    #expect(try await database.query("SELECT id FROM owners").count == 1)
  }

  @Test("A foreign key that leads nowhere is refused, from both sides", arguments: Engine.allCases)
  func foreignKey(on engine: Engine) async throws {
    let database = try await database(engine)
    try await database.execute("INSERT INTO pets VALUES (1, 1)")
    for sql in ["INSERT INTO pets VALUES (2, 99)", "DELETE FROM owners WHERE id = 1"] as [SQL] {
      let errors = await errors(database, sql)
      #expect(errors.count == 2)
      for error in errors {
        guard case .foreignKeyViolation = error as? StorageError else {
          Issue.record("\(error)")
          continue
        }
      }
    }
  }

  @Test("A check is named", arguments: Engine.allCases)
  func check(on engine: Engine) async throws {
    let database = try await database(engine)
    let errors = await errors(database, "UPDATE owners SET age = \(-36)")
    #expect(errors.count == 2)
    for error in errors {
      guard case .checkViolation(let constraint) = error as? StorageError else {
        Issue.record("\(error)")
        continue
      }
      #expect(constraint.name == "owners_age_positive")
      #expect(!"\(error)".contains("36"))
    }
  }

  @Test("A missing value is named by table and column", arguments: Engine.allCases)
  func notNull(on engine: Engine) async throws {
    let database = try await database(engine)
    let errors = await errors(database, "UPDATE owners SET tenant = \(Int?.none)")
    #expect(errors.count == 2)
    for error in errors {
      guard case .notNullViolation(let constraint) = error as? StorageError else {
        Issue.record("\(error)")
        continue
      }
      #expect(constraint.table == "owners")
      #expect(constraint.columns == ["tenant"])
    }
  }

  @Test("A statement that makes no sense is shown, without its values", arguments: Engine.allCases)
  func nonsense(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect {
      try await database.query("SELEKT \("secret")")
    } throws: { error in
      guard case .statement(let text, let state, _) = error as? StorageError else { return false }
      return !state.isEmpty && text.contains("SEL") && !"\(error)".contains("secret")
    }
    // And the connection is as good as before.
    #expect(try await database.query("SELECT id FROM owners").count == 1)
  }

  @Test(
    "What misses a table or a column says that the schema is another one, without its values",
    arguments: Engine.allCases)
  func foreignSchema(on engine: Engine) async throws {
    let database = try await database(engine)
    let statements: [SQL] = [
      "SELECT missing FROM owners WHERE email = \("secret")",
      "SELECT id FROM missing WHERE email = \("secret")",
      "UPDATE owners SET missing = \("secret")",
      "INSERT INTO owners (id, missing) VALUES (1, \("secret"))",
    ]
    func isTold(_ error: any Error) -> Bool {
      guard case .foreignSchema(let reason) = error as? StorageUnavailable else { return false }
      return reason.contains("missing") && !reason.contains("secret")
    }
    for sql in statements {
      await #expect {
        try await database.query(sql)
      } throws: {
        isTold($0)
      }
      await #expect {
        try await database.transaction { _ = try $0.query(sql) }
      } throws: {
        isTold($0)
      }
    }
    // And the connection is as good as before.
    #expect(try await database.query("SELECT id FROM owners").count == 1)
  }

  @Test("Values and placeholders that do not match are refused", arguments: Engine.allCases)
  func tooFewValues(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect(throws: StorageError.self) {
      try await database.query(SQL(verbatim: "SELECT $1"))
    }
    #expect(try await database.query("SELECT \(1)").count == 1)
  }

  @Test("One statement is one statement", arguments: Engine.allCases)
  func oneStatement(on engine: Engine) async throws {
    let database = try await database(engine)
    await #expect(throws: StorageError.self) {
      try await database.query(SQL(verbatim: "SELECT 1; DELETE FROM owners"))
    }
    #expect(try await database.query("SELECT id FROM owners").count == 1)
  }
}
