extension TOMLParser {
  /// `"…"`: one line, with escapes.
  mutating func basicString() throws(TOMLError) -> String {
    cursor.advance()
    var text: [UInt8] = []
    while true {
      guard let byte = cursor.byte, byte != UInt8(ascii: "\n") else {
        throw cursor.failure("the string does not end on its line")
      }
      if cursor.skip("\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        try escape(into: &text)
      } else {
        try plain(byte, into: &text)
      }
    }
  }

  /// `'…'`: one line, taken as it is.
  mutating func literalString() throws(TOMLError) -> String {
    cursor.advance()
    var text: [UInt8] = []
    while true {
      guard let byte = cursor.byte, byte != UInt8(ascii: "\n") else {
        throw cursor.failure("the string does not end on its line")
      }
      if cursor.skip("'") { return String(decoding: text, as: UTF8.self) }
      try plain(byte, into: &text)
    }
  }

  /// `"""…"""`: line ends are kept, except the first and those behind a backslash.
  mutating func multilineBasicString() throws(TOMLError) -> String {
    cursor.advance(3)
    _ = cursor.newline()
    var text: [UInt8] = []
    while true {
      guard let byte = cursor.byte else { throw cursor.failure("the string does not end") }
      if byte == UInt8(ascii: "\""), closes(byte, &text) {
        return String(decoding: text, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\"") { continue }
      if byte == UInt8(ascii: "\\") {
        if try skipLineEnding() { continue }
        try escape(into: &text)
      } else {
        try lineOrPlain(byte, into: &text)
      }
    }
  }

  /// `'''…'''`: line ends are kept, except the first.
  mutating func multilineLiteralString() throws(TOMLError) -> String {
    cursor.advance(3)
    _ = cursor.newline()
    var text: [UInt8] = []
    while true {
      guard let byte = cursor.byte else { throw cursor.failure("the string does not end") }
      if byte == UInt8(ascii: "'") {
        if closes(byte, &text) { return String(decoding: text, as: UTF8.self) }
      } else {
        try lineOrPlain(byte, into: &text)
      }
    }
  }

  /// Takes a run of quotes: three close the string, and up to two before them belong to it.
  private mutating func closes(_ quote: UInt8, _ text: inout [UInt8]) -> Bool {
    var run = 0
    while run < 5, cursor.byte == quote {
      cursor.advance()
      run += 1
    }
    text.append(contentsOf: repeatElement(quote, count: run >= 3 ? run - 3 : run))
    return run >= 3
  }

  private mutating func lineOrPlain(_ byte: UInt8, into text: inout [UInt8]) throws(TOMLError) {
    if cursor.newline() {
      text.append(UInt8(ascii: "\n"))
    } else {
      try plain(byte, into: &text)
    }
  }

  private mutating func plain(_ byte: UInt8, into text: inout [UInt8]) throws(TOMLError) {
    guard !TOMLCursor.isControl(byte) else {
      throw cursor.failure("a control character in a string")
    }
    text.append(byte)
    cursor.advance()
  }

  /// A backslash at the end of a line: skips all white space up to the next character.
  private mutating func skipLineEnding() throws(TOMLError) -> Bool {
    var ahead = cursor
    ahead.advance()
    ahead.skipBlanks()
    guard ahead.newline() else { return false }
    repeat { ahead.skipBlanks() } while ahead.newline()
    cursor = ahead
    return true
  }

  private mutating func escape(into text: inout [UInt8]) throws(TOMLError) {
    let letter = cursor.peek(1)
    switch letter {
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(letter ?? 0)
    case UInt8(ascii: "u"): return try unicodeEscape(digits: 4, into: &text)
    case UInt8(ascii: "U"): return try unicodeEscape(digits: 8, into: &text)
    default: throw cursor.failure("unknown escape in a string")
    }
    cursor.advance(2)
  }

  private mutating func unicodeEscape(
    digits: Int, into text: inout [UInt8]
  ) throws(TOMLError) {
    var value: UInt32 = 0
    for offset in 2..<(2 + digits) {
      guard let digit = cursor.peek(offset).flatMap({ Self.digit($0, radix: 16) }) else {
        throw cursor.failure("expected \(digits) hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    guard let scalar = Unicode.Scalar(value) else {
      throw cursor.failure("the escape names no Unicode scalar")
    }
    text.append(contentsOf: String(scalar).utf8)
    cursor.advance(2 + digits)
  }

  /// The value of a digit in a radix up to 16.
  static func digit(_ byte: UInt8, radix: UInt8) -> UInt8? {
    let value: UInt8
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): value = byte - UInt8(ascii: "A") + 10
    default: return nil
    }
    return value < radix ? value : nil
  }
}
