/// Why a text is not the JSON that RFC 8259 describes, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong with the text.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The text ends where a value, a key or a closing mark must still come.
    case unexpectedEnd
    /// A byte that cannot stand where it stands.
    case unexpectedByte
    /// Something other than white space follows the value.
    case trailingBytes
    /// The text begins with a byte order mark, which RFC 8259 (8.1) lets a reader refuse.
    case byteOrderMark
    /// Overlong, truncated, a surrogate, or above U+10FFFF (RFC 3629).
    case invalidUTF8
    /// A `\u` escape names half of a surrogate pair.
    case loneSurrogate
    /// A backslash is followed by something that RFC 8259 (7) does not list.
    case invalidEscape
    /// A character below U+0020 stands in a string without an escape.
    case controlCharacter
    /// A number with a leading zero, a plus, a bare point, or no digits.
    case invalidNumber
    /// A word other than `true`, `false` and `null`.
    case invalidLiteral
    /// An object has two members whose names are equal once their escapes are read.
    case duplicateKey
    /// Arrays and objects are nested deeper than allowed.
    case tooDeep
    /// The text is longer than 512 MiB.
    case tooLarge
  }

  /// Counted in bytes from the beginning of the text.
  public let offset: Int
  /// What was wrong there.
  public let reason: Reason

  /// An error at a byte offset.
  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  /// A sentence for a person; it never quotes the text, which may hold secrets.
  public var description: String {
    "\(reason.sentence) at byte \(offset)"
  }
}

extension JSONError.Reason {
  /// The reason in words.
  var sentence: String {
    switch self {
    case .unexpectedEnd: "the text ends too early"
    case .unexpectedByte: "unexpected character"
    case .trailingBytes: "more text after the value"
    case .byteOrderMark: "byte order mark"
    case .invalidUTF8: "invalid UTF-8"
    case .loneSurrogate: "half of a surrogate pair"
    case .invalidEscape: "invalid escape"
    case .controlCharacter: "unescaped control character"
    case .invalidNumber: "invalid number"
    case .invalidLiteral: "unknown word"
    case .duplicateKey: "duplicate key"
    case .tooDeep: "nested too deeply"
    case .tooLarge: "text too large"
    }
  }
}
