/// Reads TOML 1.0.0 (toml.io), all of it, and nothing that it forbids.
public struct TOMLParser {
  /// Arrays and inline tables within each other, and the parts of a dotted key; deeper is a
  /// mistake or an attack, and tables are walked by recursion.
  private static let maxDepth = 64

  var cursor: TOMLCursor
  private var depth = 0

  private init(_ bytes: [UInt8]) { cursor = TOMLCursor(bytes: bytes) }

  /// Reads a text.
  ///
  /// - Parameter bytes: UTF-8; a byte order mark at the beginning is skipped.
  /// - Throws: the first error, with its place.
  public static func parse(_ bytes: [UInt8]) throws(TOMLError) -> TOMLTable {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var parser = TOMLParser(hasMark ? Array(bytes.dropFirst(3)) : bytes)
    try parser.checkUTF8()
    return try parser.document()
  }

  /// Reads a text that is already a string.
  ///
  /// - Throws: the first error, with its place.
  public static func parse(_ text: String) throws(TOMLError) -> TOMLTable {
    try parse(Array(text.utf8))
  }

  private func checkUTF8() throws(TOMLError) {
    guard String(validating: cursor.bytes, as: UTF8.self) == nil else { return }
    var cursor = cursor
    // Lines are valid or not by themselves, since a line feed never stands within a character.
    for line in cursor.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      guard String(validating: line, as: UTF8.self) != nil else { break }
      cursor.advance(line.count)
      _ = cursor.newline()
    }
    throw cursor.failure("the line is not valid UTF-8")
  }

  private mutating func document() throws(TOMLError) -> TOMLTable {
    let root = TOMLBuilder(.header, at: cursor.position)
    var current = root
    while true {
      try cursor.skipGap()
      guard let byte = cursor.byte else { return root.table }
      if byte == UInt8(ascii: "[") {
        current = try header(root)
      } else {
        try member(of: current)
      }
      try cursor.finishLine()
    }
  }

  private mutating func header(_ root: TOMLBuilder) throws(TOMLError) -> TOMLBuilder {
    let position = cursor.position
    let isArray = cursor.peek(1) == UInt8(ascii: "[")
    cursor.advance(isArray ? 2 : 1)
    cursor.skipBlanks()
    let path = try keyPath()
    guard cursor.skip("]"), !isArray || cursor.skip("]") else {
      throw cursor.failure("expected `\(isArray ? "]]" : "]")`")
    }
    return isArray
      ? try root.append(path, at: position) : try root.open(path, at: position)
  }

  /// `key = value`.
  private mutating func member(of table: TOMLBuilder) throws(TOMLError) {
    let position = cursor.position
    let path = try keyPath()
    guard cursor.skip("=") else { throw cursor.failure("expected `=` behind the key") }
    cursor.skipBlanks()
    try table.set(path, TOMLNode(value: try value(), position: position))
  }

  /// Keys with dots between them, and the blanks behind.
  private mutating func keyPath() throws(TOMLError) -> [String] {
    var path: [String] = []
    repeat {
      guard path.count < Self.maxDepth else { throw cursor.failure("nested too deeply") }
      cursor.skipBlanks()
      path.append(try key())
      cursor.skipBlanks()
    } while cursor.skip(".")
    return path
  }

  private mutating func key() throws(TOMLError) -> String {
    if cursor.starts(with: "\"\"\"") || cursor.starts(with: "'''") {
      throw cursor.failure("a key cannot be a multi-line string")
    }
    if cursor.byte == UInt8(ascii: "\"") { return try basicString() }
    if cursor.byte == UInt8(ascii: "'") { return try literalString() }
    var name: [UInt8] = []
    while let byte = cursor.byte, Self.isBare(byte) {
      name.append(byte)
      cursor.advance()
    }
    guard !name.isEmpty else { throw cursor.failure("expected a key") }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isBare(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private mutating func value() throws(TOMLError) -> TOMLValue {
    switch cursor.byte {
    case UInt8(ascii: "\""):
      return .string(
        cursor.starts(with: "\"\"\"") ? try multilineBasicString() : try basicString())
    case UInt8(ascii: "'"):
      return .string(
        cursor.starts(with: "'''") ? try multilineLiteralString() : try literalString())
    case UInt8(ascii: "["): return try nested { (self) throws(TOMLError) in try self.array() }
    case UInt8(ascii: "{"): return try nested { (self) throws(TOMLError) in try self.inlineTable() }
    default: return try scalar()
    }
  }

  private mutating func nested(
    _ read: (inout TOMLParser) throws(TOMLError) -> TOMLValue
  ) throws(TOMLError) -> TOMLValue {
    guard depth < Self.maxDepth else { throw cursor.failure("nested too deeply") }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  private mutating func array() throws(TOMLError) -> TOMLValue {
    cursor.advance()
    var elements: [TOMLNode] = []
    while true {
      try cursor.skipGap()
      if cursor.skip("]") { return .array(elements) }
      let position = cursor.position
      elements.append(TOMLNode(value: try value(), position: position))
      try cursor.skipGap()
      if cursor.skip(",") { continue }
      guard cursor.skip("]") else { throw cursor.failure("expected `,` or `]` in the list") }
      return .array(elements)
    }
  }

  private mutating func inlineTable() throws(TOMLError) -> TOMLValue {
    let table = TOMLBuilder(.inline, at: cursor.position)
    cursor.advance()
    cursor.skipBlanks()
    if cursor.skip("}") { return .table(table.table) }
    repeat {
      cursor.skipBlanks()
      try member(of: table)
      cursor.skipBlanks()
    } while cursor.skip(",")
    guard cursor.skip("}") else { throw cursor.failure("expected `,` or `}` in the inline table") }
    return .table(table.table)
  }
}
