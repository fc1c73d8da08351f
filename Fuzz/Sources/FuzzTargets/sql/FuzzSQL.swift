import FuzzSupport
import Storage

@testable import Migrations

/// The input is a migration.
enum FuzzSQL {
  static func check(_ bytes: [UInt8]) {
    let script = String(decoding: bytes, as: UTF8.self)
    for dialect in [Dialect.postgres, .sqlite] {
      guard let statements = try? SQLStatement.split(script, dialect: dialect) else { continue }
      checkPlaces(statements, script, dialect)
      checkAlone(statements, dialect)
      checkJoined(statements, dialect)
    }
  }

  /// The statements stand in the script in their order, and between them is nothing that runs.
  static func checkPlaces(_ statements: [SQLStatement], _ script: String, _ dialect: Dialect) {
    for statement in statements { require(!statement.text.isEmpty, "an empty statement") }
    let octets = Array(script.utf8)
    require(
      fit(statements[...], octets, from: 0, dialect),
      "not in the script as they are: \(statements.map(\.text))")
  }

  /// Whether the statements can be found from a place on. A text may occur in comments, too, so
  /// that each of its places on the statement's line is tried.
  static func fit(
    _ statements: ArraySlice<SQLStatement>, _ octets: [UInt8], from start: Int, _ dialect: Dialect
  ) -> Bool {
    guard let statement = statements.first else { return isIdle(octets[start...], dialect) }
    let text = Array(statement.text.utf8)
    var from = start
    while let range = octets[from...].firstRange(of: text) {
      let line = 1 + octets[..<range.lowerBound].count { $0 == 10 }
      if line > statement.line { return false }
      let before = octets[start..<range.lowerBound]
      // SQLite takes a comment without an end for one that ends with the text: within it, what is
      // found is no statement.
      if line == statement.line, isIdle(before, dialect), !isIdle(before + [0x78], dialect),
        fit(statements.dropFirst(), octets, from: range.upperBound, dialect)
      {
        return true
      }
      from = range.lowerBound + 1
    }
    return false
  }

  /// Whether a stretch holds but blanks, comments and semicolons.
  static func isIdle(_ octets: ArraySlice<UInt8>, _ dialect: Dialect) -> Bool {
    var lexer = SQLLexer(String(decoding: octets, as: UTF8.self), dialect: dialect)
    do {
      while let token = try lexer.next() {
        guard token.kind == .mark(UInt8(ascii: ";")) else { return false }
      }
    } catch { return false }
    return true
  }

  /// A statement by itself is that one statement.
  static func checkAlone(_ statements: [SQLStatement], _ dialect: Dialect) {
    for statement in statements {
      let again = try? SQLStatement.split(statement.text, dialect: dialect)
      requireEqual(again?.map(\.text), [statement.text], "not one statement by itself")
    }
  }

  /// Statements that are complete can be put behind each other.
  static func checkJoined(_ statements: [SQLStatement], _ dialect: Dialect) {
    // One that leaves a parenthesis open would take in what comes behind.
    guard statements.allSatisfy({ isBalanced($0, dialect) }) else { return }
    let joined = statements.map(\.text).joined(separator: "\n;\n")
    let again = try? SQLStatement.split(joined, dialect: dialect)
    requireEqual(again?.map(\.text), statements.map(\.text), "not the same once joined")
  }

  static func isBalanced(_ statement: SQLStatement, _ dialect: Dialect) -> Bool {
    var lexer = SQLLexer(statement.text, dialect: dialect)
    var open = 0
    while let token = try? lexer.next() {
      if token.kind == .mark(UInt8(ascii: "(")) { open += 1 }
      if token.kind == .mark(UInt8(ascii: ")")) { open -= 1 }
    }
    return open <= 0
  }
}
