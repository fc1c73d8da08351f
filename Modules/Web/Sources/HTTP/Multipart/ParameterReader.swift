/// Reads `word *( OWS ";" OWS name "=" ( token / quoted-string ) )`, the shape of `Content-Type`
/// and `Content-Disposition` (RFC 9110, 5.6.6; RFC 2183, 2).
struct ParameterReader {
  /// What in a quoted string stands for something else.
  enum Escapes {
    /// A backslash before any character (RFC 9110, 5.6.4).
    case backslash
    /// What form data has been sent with: `\"` and `\\`, any other backslash being one (paths of
    /// old browsers), and `%22` for a quotation mark (HTML, 4.10.21.8). The line breaks that HTML
    /// writes as `%0D` and `%0A` stay as they are: nobody wants one in a name.
    case form
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }

  /// Reads the first word, which is in lower case here and in either case there.
  mutating func skipWord(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, FieldLine.matches(bytes, position..<end, word) else { return false }
    position = end
    skipBlanks()
    return isAtEnd || bytes[position] == ASCII.semicolon
  }

  /// The next parameter; `nil` where there is none that is well-formed. Its value may be empty
  /// only in quotes.
  mutating func parameter(escapes: Escapes) -> (name: Range<Int>, value: [UInt8])? {
    guard position < bytes.count, bytes[position] == ASCII.semicolon else { return nil }
    position += 1
    skipBlanks()
    let name = token()
    guard !name.isEmpty, position < bytes.count, bytes[position] == ASCII.equals else { return nil }
    position += 1
    let value: [UInt8]
    if position < bytes.count, bytes[position] == ASCII.quote {
      guard let text = quoted(escapes) else { return nil }
      value = text
    } else {
      let range = token()
      guard !range.isEmpty else { return nil }
      value = Array(bytes[range])
    }
    skipBlanks()
    guard isAtEnd || bytes[position] == ASCII.semicolon else { return nil }
    return (name, value)
  }

  private mutating func skipBlanks() {
    while position < bytes.count, FieldLine.isBlank(bytes[position]) { position += 1 }
  }

  private mutating func token() -> Range<Int> {
    let start = position
    while position < bytes.count, Characters.token.contains(bytes[position]) { position += 1 }
    return start..<position
  }

  /// A quoted string without its quotes; `nil` if it does not end or holds a control character.
  private mutating func quoted(_ escapes: Escapes) -> [UInt8]? {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      guard Characters.isFieldContent(byte) else { return nil }
      position += 1
      switch byte {
      case ASCII.quote:
        return text
      case ASCII.backslash:
        text.append(unescaped(escapes))
      case UInt8(ascii: "%") where escapes == .form && isEncodedQuote:
        text.append(ASCII.quote)
        position += 2
      default:
        text.append(byte)
      }
    }
    return nil
  }

  private var isEncodedQuote: Bool { bytes[position...].starts(with: "22".utf8) }

  /// What a backslash stands for together with what follows it.
  private mutating func unescaped(_ escapes: Escapes) -> UInt8 {
    guard position < bytes.count, Characters.isFieldContent(bytes[position]) else {
      return ASCII.backslash
    }
    let next = bytes[position]
    let isEscape = escapes == .backslash || next == ASCII.quote || next == ASCII.backslash
    guard isEscape else { return ASCII.backslash }
    position += 1
    return next
  }
}
