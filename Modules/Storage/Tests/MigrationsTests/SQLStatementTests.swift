import Storage
import Testing

@testable import Migrations

@Suite("Cutting a script into statements")
struct SQLStatementTests {
  private func texts(_ script: String, _ dialect: Dialect) throws -> [String] {
    try SQLStatement.split(script, dialect: dialect).map(\.text)
  }

  @Test(
    "Semicolons end statements; blanks and comments around them are dropped",
    arguments: Dialect.allCases)
  func plain(dialect: Dialect) throws {
    let script = """
      -- first; of all
      CREATE TABLE a (x int);;
      /* a ; comment */ INSERT INTO a VALUES (1) ; -- the end;
      SELECT 1
      """
    #expect(
      try texts(script, dialect) == [
        "CREATE TABLE a (x int)", "INSERT INTO a VALUES (1)", "SELECT 1",
      ])
  }

  @Test("A statement knows the line where it begins", arguments: Dialect.allCases)
  func lines(dialect: Dialect) throws {
    let script = "-- one\n\nSELECT 'a\nb';\n  SELECT 2;"
    #expect(try SQLStatement.split(script, dialect: dialect).map(\.line) == [3, 5])
  }

  @Test("Nothing inside quotes ends a statement", arguments: Dialect.allCases)
  func quotes(dialect: Dialect) throws {
    let script = #"SELECT 'it''s; -- not', "na;me""; too" FROM t; SELECT 2"#
    #expect(
      try texts(script, dialect) == [#"SELECT 'it''s; -- not', "na;me""; too" FROM t"#, "SELECT 2"])
  }

  @Test("Postgres: dollar quotes, escapes, nested comments, parameters")
  func postgres() throws {
    let function = "CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; $$; $1; END $body$ LANGUAGE x"
    #expect(try texts("\(function); SELECT 1", .postgres) == [function, "SELECT 1"])
    #expect(try texts("SELECT $$a;b$$; SELECT 2", .postgres).count == 2)
    #expect(try texts("PREPARE p AS SELECT $1; SELECT a$b$ FROM t$; x", .postgres).count == 3)
    #expect(try texts(#"SELECT E'a\';b'; SELECT 'a\'; SELECT 3"#, .postgres).count == 3)
    #expect(try texts("/* a /* b; */ c; */ SELECT 1; SELECT x[1]", .postgres).count == 2)
    #expect(
      try texts("CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x", .postgres).count == 2)
  }

  @Test("Postgres: the body of a SQL routine is one statement, CASE and all")
  func atomicBody() throws {
    let routine = """
      CREATE OR REPLACE FUNCTION f(a int) RETURNS int
      BEGIN ATOMIC
        SELECT CASE a WHEN 1 THEN 2 END;
        SELECT 3;
      END
      """
    #expect(try texts("\(routine);\nSELECT 1", .postgres) == [routine, "SELECT 1"])
  }

  @Test("SQLite: a trigger's body is one statement, CASE and all")
  func trigger() throws {
    let trigger = """
      CREATE TEMP TRIGGER IF NOT EXISTS t BEFORE UPDATE ON a
      WHEN CASE new.x WHEN 1 THEN 0 ELSE 1 END
      BEGIN
        SELECT RAISE(ABORT, 'no; never');
        UPDATE b SET x = CASE WHEN y THEN 1 ELSE 2 END;
      END
      """
    #expect(try texts("\(trigger);\nDROP TABLE b;", .sqlite) == [trigger, "DROP TABLE b"])
  }

  @Test("SQLite: brackets and backticks quote names, dollars and backslashes mean nothing")
  func sqlite() throws {
    #expect(try texts(#"SELECT [a;b], `c;d`; SELECT '\'; SELECT $$; x"#, .sqlite).count == 4)
    #expect(try texts("/* a /* b; */ SELECT 1; SELECT 2", .sqlite).count == 2)
  }

  @Test(
    "What is never closed is named with the line where it begins",
    arguments: [
      (Dialect.postgres, "SELECT 1;\nSELECT 'a;", "a quote", 2),
      (.sqlite, "\n\nSELECT \"a;", "a quoted name", 3),
      (.sqlite, "SELECT [a;", "a bracketed name", 1),
      (.postgres, "SELECT $x$ a $y$;", "a dollar quote", 1),
      (.postgres, "/* a /* b */;", "a comment", 1),
      (.sqlite, "CREATE TRIGGER t AFTER INSERT ON a\nBEGIN\nSELECT 1;", "a BEGIN block", 2),
    ])
  func unterminated(dialect: Dialect, script: String, what: String, line: Int) {
    #expect(throws: UnterminatedSQL(what: what, line: line)) {
      try SQLStatement.split(script, dialect: dialect)
    }
  }

  @Test("Any bytes at all are cut without a crash, and no statement gains or loses a byte")
  func anyBytes() {
    var state: UInt64 = 42
    let alphabet = Array(#"a'"`[]$;-*/\nBEGIN CASE END() "#.utf8)
    for _ in 0..<2_000 {
      var bytes: [UInt8] = []
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let script = String(decoding: bytes, as: UTF8.self)
      for dialect in Dialect.allCases {
        let statements = (try? SQLStatement.split(script, dialect: dialect)) ?? []
        #expect(
          statements.allSatisfy { script.utf8.count >= $0.text.utf8.count && !$0.text.isEmpty })
      }
    }
  }
}
