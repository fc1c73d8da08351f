/// A place in the text that moves forward and knows its line.
struct TOMLCursor {
  let bytes: [UInt8]
  private(set) var index = 0
  private var line = 1
  private var lineStart = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The byte here, or `nil` at the end.
  var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

  var position: TextPosition { TextPosition(line: line, column: index - lineStart + 1) }

  func peek(_ offset: Int) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[index...].starts(with: $0) }
  }

  /// Moves on within the line.
  mutating func advance(_ count: Int = 1) { index += count }

  /// Moves past a line feed, or a carriage return and a line feed.
  ///
  /// - Returns: whether there was one.
  mutating func newline() -> Bool {
    if byte == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") {
      index += 1
    }
    guard byte == UInt8(ascii: "\n") else { return false }
    index += 1
    (line, lineStart) = (line + 1, index)
    return true
  }

  mutating func skip(_ byte: Character) -> Bool {
    guard self.byte == byte.asciiValue else { return false }
    index += 1
    return true
  }

  mutating func skipBlanks() {
    while byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { index += 1 }
  }

  func failure(_ message: String) -> TOMLError { TOMLError(position: position, message: message) }

  /// Skips a comment, whose text may not hold control characters other than tabs.
  mutating func skipComment() throws(TOMLError) {
    guard byte == UInt8(ascii: "#") else { return }
    while let byte, byte != UInt8(ascii: "\n") {
      if byte == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { return }
      guard !Self.isControl(byte) else { throw failure("a control character in a comment") }
      index += 1
    }
  }

  /// Skips blanks, comments and line ends, as they may stand between the elements of an array.
  mutating func skipGap() throws(TOMLError) {
    repeat {
      skipBlanks()
      try skipComment()
    } while newline()
  }

  /// Goes to the end of the line, where nothing but a comment may stand.
  mutating func finishLine() throws(TOMLError) {
    skipBlanks()
    try skipComment()
    guard byte == nil || newline() else { throw failure("unexpected text behind a value") }
  }

  /// Whether a byte is a control character that only an escape can write; a tab is none.
  static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }
}
