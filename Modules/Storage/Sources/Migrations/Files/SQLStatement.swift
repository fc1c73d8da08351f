import Storage

/// One statement of a script, as it stands there, without the semicolon.
public struct SQLStatement: Sendable, Hashable {
  /// The text from its first word to its last.
  public let text: String
  /// The line of the file where it begins, counted from 1.
  public let line: Int
  /// Its words and quoted names, and the dots between them; other marks and texts are left out.
  let words: [Word]

  /// A word of a statement.
  struct Word: Sendable, Hashable {
    /// In capital letters; a quoted name keeps its quotes, so that it is never a keyword.
    let keyword: String
    /// As a name: in small letters, or what stands between the quotes.
    let name: String

    init(_ bytes: some Sequence<UInt8>, isQuoted: Bool) {
      let text = String(decoding: Array(bytes), as: UTF8.self)
      keyword = isQuoted ? text : text.uppercased()
      name = isQuoted ? Self.unquoted(text) : text.lowercased()
    }

    private static func unquoted(_ text: String) -> String {
      let close = text.last.map(String.init) ?? ""
      let inner = text.dropFirst().dropLast()
      // A doubled quote stands for one.
      return inner.split(separator: close + close, omittingEmptySubsequences: false)
        .joined(separator: close)
    }
  }

  /// The first words as keywords, at most `count`.
  func keywords(_ count: Int) -> [String] { words.prefix(count).map(\.keyword) }

  /// Cuts a script into its statements, as the engine would.
  ///
  /// A semicolon ends a statement unless it stands inside a quote, a comment, parentheses, a
  /// SQLite trigger's `BEGIN … END` or a Postgres routine's `BEGIN ATOMIC … END`.
  static func split(_ script: String, dialect: Dialect) throws(UnterminatedSQL) -> [SQLStatement] {
    var lexer = SQLLexer(script, dialect: dialect)
    var statements: [SQLStatement] = []
    var open = OpenStatement()
    while let token = try lexer.next() {
      if token.kind == .mark(UInt8(ascii: ";")), open.canEnd {
        if let statement = open.statement(of: lexer.bytes) { statements.append(statement) }
        open = OpenStatement()
      } else {
        open.add(token, bytes: lexer.bytes)
      }
    }
    if let line = open.unclosedBlockLine {
      throw UnterminatedSQL(what: "a BEGIN block", line: line)
    }
    if let statement = open.statement(of: lexer.bytes) { statements.append(statement) }
    return statements
  }
}

/// The statement that is being read.
private struct OpenStatement {
  private var words: [SQLStatement.Word] = []
  private var range: Range<Int>?
  private var line = 0
  private var parentheses = 0
  private var blocks = 0
  private var blockLine = 0

  var canEnd: Bool { parentheses <= 0 && blocks == 0 }
  var unclosedBlockLine: Int? { blocks > 0 ? blockLine : nil }

  mutating func add(_ token: SQLToken, bytes: [UInt8]) {
    if range == nil { line = token.line }
    range = (range?.lowerBound ?? token.range.lowerBound)..<token.range.upperBound
    switch token.kind {
    case .word:
      let word = SQLStatement.Word(bytes[token.range], isQuoted: false)
      count(word.keyword, line: token.line)
      words.append(word)
    case .quotedName: words.append(SQLStatement.Word(bytes[token.range], isQuoted: true))
    case .mark(UInt8(ascii: ".")): words.append(SQLStatement.Word(".".utf8, isQuoted: false))
    case .text: break
    case .mark(UInt8(ascii: "(")): parentheses += 1
    case .mark(UInt8(ascii: ")")): parentheses -= 1
    case .mark: break
    }
  }

  func statement(of bytes: [UInt8]) -> SQLStatement? {
    guard let range else { return nil }
    return SQLStatement(
      text: String(decoding: bytes[range], as: UTF8.self), line: line, words: words)
  }

  /// Keeps count of the blocks in a statement that can have any.
  private mutating func count(_ word: String, line: Int) {
    switch word {
    case "BEGIN" where isTrigger && blocks == 0,
      "ATOMIC" where isRoutine && words.last?.keyword == "BEGIN" && blocks == 0:
      blocks = 1
      blockLine = line
    case "CASE" where blocks > 0: blocks += 1
    case "END" where blocks > 0: blocks -= 1
    default: break
    }
  }

  private var isTrigger: Bool { creates(["TRIGGER"], after: ["TEMP", "TEMPORARY"]) }

  private var isRoutine: Bool { creates(["FUNCTION", "PROCEDURE"], after: ["OR", "REPLACE"]) }

  private func creates(_ kinds: [String], after noise: [String]) -> Bool {
    guard words.first?.keyword == "CREATE" else { return false }
    let kind = words.dropFirst().first { !noise.contains($0.keyword) }
    return kind.map { kinds.contains($0.keyword) } ?? false
  }
}
