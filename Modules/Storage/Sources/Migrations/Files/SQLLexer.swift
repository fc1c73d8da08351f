import Storage

/// Something in a script that is begun and never ended.
struct UnterminatedSQL: Error, Hashable {
  /// What was begun: `a quote`.
  let what: String
  /// The line where it begins, counted from 1.
  let line: Int
}

/// One word or mark of a script. Comments and blanks are no tokens.
struct SQLToken: Hashable {
  enum Kind: Hashable {
    /// Letters, digits, `_` and `$`: a keyword, an unquoted name, a number.
    case word
    /// A name in double quotes, brackets or backticks.
    case quotedName
    /// A text in single quotes or between dollar signs.
    case text
    /// Any other single byte.
    case mark(UInt8)
  }

  let kind: Kind
  /// Where its bytes are.
  let range: Range<Int>
  /// The line it begins on, counted from 1.
  let line: Int
}

/// Cuts a script into tokens as the engine would, so that a semicolon inside a quote, a comment or
/// a function's body is not taken for the end of a statement.
///
/// Where the engines differ, it follows the one it is made for: Postgres nests comments and has
/// dollar quotes and `E'\''`; SQLite quotes names with brackets and backticks too.
struct SQLLexer {
  let bytes: [UInt8]
  private let dialect: Dialect
  private var position = 0
  private var line = 1

  init(_ text: String, dialect: Dialect) {
    bytes = Array(text.utf8)
    self.dialect = dialect
  }

  /// The next token; nil at the end.
  mutating func next() throws(UnterminatedSQL) -> SQLToken? {
    try skipBlanksAndComments()
    guard position < bytes.count else { return nil }
    let start = position
    let startLine = line
    let kind = try scan()
    return SQLToken(kind: kind, range: start..<position, line: startLine)
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func scan() throws(UnterminatedSQL) -> SQLToken.Kind {
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "'"):
      try skipQuoted(until: byte, "a quote")
      return .text
    case UInt8(ascii: "\""):
      try skipQuoted(until: byte, "a quoted name")
      return .quotedName
    case UInt8(ascii: "`") where dialect == .sqlite:
      try skipQuoted(until: byte, "a quoted name")
      return .quotedName
    case UInt8(ascii: "[") where dialect == .sqlite:
      try skipQuoted(until: UInt8(ascii: "]"), "a bracketed name")
      return .quotedName
    case UInt8(ascii: "$") where dialect == .postgres:
      if try skipDollarQuoted() { return .text }
    default: break
    }
    if Self.isWordByte(byte) { return try scanWord() }
    advance()
    return .mark(byte)
  }

  private mutating func scanWord() throws(UnterminatedSQL) -> SQLToken.Kind {
    let start = position
    while let byte = peek(), Self.isWordByte(byte) { advance() }
    // E'…' and U&'…' begin like words; only the first gives the backslash a meaning.
    if peek() == UInt8(ascii: "'"), position - start == 1, dialect == .postgres,
      bytes[start] | 0x20 == UInt8(ascii: "e")
    {
      try skipQuoted(until: UInt8(ascii: "'"), "a quote", backslashEscapes: true)
      return .text
    }
    return .word
  }

  private mutating func skipBlanksAndComments() throws(UnterminatedSQL) {
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: " "), 0x09...0x0D: advance()
      case UInt8(ascii: "-") where peek(1) == UInt8(ascii: "-"):
        while let next = peek(), next != UInt8(ascii: "\n") { advance() }
      case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): try skipBlockComment()
      default: return
      }
    }
  }

  private mutating func skipBlockComment() throws(UnterminatedSQL) {
    let startLine = line
    advance(2)
    var depth = 1
    while depth > 0 {
      guard let byte = peek() else {
        // SQLite lets the end of the text close a comment; nobody means to write that.
        throw UnterminatedSQL(what: "a comment", line: startLine)
      }
      if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
        depth -= 1
        advance(2)
      } else if dialect == .postgres, byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
        depth += 1
        advance(2)
      } else {
        advance()
      }
    }
  }

  /// Skips from an opening quote past its closing one. A doubled closing quote stands for itself.
  private mutating func skipQuoted(
    until close: UInt8, _ what: String, backslashEscapes: Bool = false
  ) throws(UnterminatedSQL) {
    let startLine = line
    advance()
    while let byte = peek() {
      if backslashEscapes, byte == UInt8(ascii: "\\") {
        advance(2)
      } else if byte == close {
        advance()
        guard close != UInt8(ascii: "]"), peek() == close else { return }
        advance()
      } else {
        advance()
      }
    }
    throw UnterminatedSQL(what: what, line: startLine)
  }

  /// Skips `$tag$ … $tag$`; false when what follows is no such quote, as in `$1`.
  private mutating func skipDollarQuoted() throws(UnterminatedSQL) -> Bool {
    let startLine = line
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "$"), Self.isWordByte(bytes[end]) {
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return false }
    let tag = bytes[position...end]
    if let first = tag.dropFirst().first, (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= first {
      return false
    }
    advance(tag.count)
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "$"), bytes[position...].starts(with: tag) {
        advance(tag.count)
        return true
      }
      advance()
    }
    throw UnterminatedSQL(what: "a dollar quote", line: startLine)
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
      true
    default: false
    }
  }
}
