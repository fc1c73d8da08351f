import Kernel
import Storage
import Testing

@Suite("Statements")
struct SQLTests {
  @Test("Interpolation binds every value and splices none")
  func interpolationBinds() {
    let name = "x'; DROP TABLE users; --"
    let sql: SQL = "SELECT * FROM users WHERE name = \(name) AND age > \(18)"

    let (text, bindings) = sql.rendered(for: .postgres)
    #expect(text == "SELECT * FROM users WHERE name = $1 AND age > $2")
    #expect(bindings == [.text(name), .integer(18)])
  }

  @Test("Each engine gets its own placeholders")
  func placeholders() {
    let sql: SQL = "SELECT \(1), \(true)"
    #expect(sql.rendered(for: .sqlite).text == "SELECT ?1, ?2")
    #expect(sql.rendered(for: .postgres).text == "SELECT $1, $2")
  }

  @Test("A fragment is spliced with its values, in order")
  func fragments() {
    let condition: SQL = "b = \(2)"
    let sql: SQL = "SELECT 1 WHERE a = \(1) AND \(condition) AND c = \(3)"

    let (text, bindings) = sql.rendered(for: .sqlite)
    #expect(text == "SELECT 1 WHERE a = ?1 AND b = ?2 AND c = ?3")
    #expect(bindings == [.integer(1), .integer(2), .integer(3)])
  }

  @Test("Two values side by side stay two values")
  func adjacentValues() {
    let sql: SQL = "\(1)\(2)"
    #expect(sql.rendered(for: .postgres).text == "$1$2")
  }

  @Test("A list binds each element, and an empty list matches nothing")
  func lists() {
    let some: SQL = "id IN (\(list: [1, 2, 3]))"
    #expect(some.rendered(for: .sqlite).text == "id IN (?1, ?2, ?3)")
    let none: SQL = "id IN (\(list: [Int]()))"
    #expect(none.rendered(for: .sqlite).text == "id IN (NULL)")
  }

  @Test("Conditions can be joined at run time")
  func joining() {
    let conditions: [SQL] = ["a = \(1)", "b = \(2)"]
    let sql: SQL = "SELECT 1 WHERE \(SQL.joined(conditions, separator: " AND "))"
    #expect(sql.rendered(for: .sqlite).text == "SELECT 1 WHERE a = ?1 AND b = ?2")
  }

  @Test("One line of code makes one shape, whatever its values")
  func shapes() {
    func statement(_ id: Int, _ fragment: SQL) -> SQL { "SELECT \(id) \(fragment)" }

    #expect(statement(1, "x").shape == statement(2, "x").shape)
    #expect(statement(1, "x").shape.hashValue == statement(2, "x").shape.hashValue)
    #expect(statement(1, "x").shape != statement(1, "y").shape)
    #expect(SQL(verbatim: "SELECT 1").shape == SQL(verbatim: "SELECT 1").shape)
    #expect(SQL(verbatim: "SELECT 1").shape != SQL(verbatim: "SELECT 2").shape)
  }

  @Test("Texts that differ only in normalisation are different statements")
  func normalisation() {
    #expect(SQL(verbatim: "SELECT 'é'").shape != SQL(verbatim: "SELECT 'e\u{301}'").shape)
  }

  @Test("The description of a statement does not show its values")
  func descriptionHidesValues() {
    let sql: SQL = "SELECT \("secret")"
    #expect("\(sql)" == "SELECT $1")
  }

  @Test("Octets are one byte string, other arrays are arrays, absent values are NULL")
  func arrays() {
    #expect([UInt8](arrayLiteral: 1, 2).sqlValue == .bytes([1, 2]))
    #expect([1, 2].sqlValue == .integers([1, 2]))
    #expect(["a", nil].sqlValue == .optionalTexts(["a", nil]))
    #expect([[UInt8](arrayLiteral: 1)].sqlValue == .bytesArray([[1]]))
    #expect(Int?.none.sqlValue == .null)
  }
}
