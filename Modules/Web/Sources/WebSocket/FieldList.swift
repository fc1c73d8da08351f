internal import HTTP

/// Fields that hold lists (RFC 9110, 5.6.1), which may stand in several lines. They are read octet
/// by octet: Swift's characters of text from outside may cost the square of their length.
enum FieldList {
  /// The elements of all lines of a field, without blanks around them; empty ones left out.
  static func elements(_ name: String, in headers: HTTPHeaders) -> [Substring] {
    headers.values(name).flatMap { line in
      parts(of: line[...], at: ",").filter { !$0.isEmpty }
    }
  }

  /// Whether a list names a word, which is in small letters; in the list letters may have either
  /// case.
  static func contains(_ word: StaticString, in name: String, of headers: HTTPHeaders) -> Bool {
    elements(name, in: headers).contains { isWord($0, word) }
  }

  /// Whether a field is there once and has this very value.
  static func isOne(_ name: String, _ value: StaticString, in headers: HTTPHeaders) -> Bool {
    let values = headers.values(name)
    return values.count == 1 && isText(values[0], value)
  }

  /// Whether a text is made of these octets.
  static func isText(_ text: some StringProtocol, _ wanted: StaticString) -> Bool {
    wanted.withUTF8Buffer { text.utf8.elementsEqual($0) }
  }

  /// Whether a text is the word, which is in small letters, in whatever case.
  private static func isWord(_ text: Substring, _ word: StaticString) -> Bool {
    guard text.utf8.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { wanted in
      text.utf8.elementsEqual(wanted) { octet, letter in
        octet == letter || octet &- 0x41 < 26 && octet | 0x20 == letter
      }
    }
  }

  /// Whether a word is a token (RFC 9110, 5.6.2).
  static func isToken(_ word: Substring) -> Bool {
    !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }

  /// The parts of a text between marks, without blanks around them.
  static func parts(
    of text: Substring, at mark: Unicode.Scalar, maxSplits: Int = .max
  ) -> [Substring] {
    text.utf8.split(
      separator: UInt8(ascii: mark), maxSplits: maxSplits, omittingEmptySubsequences: false
    ).map(trimmed)
  }

  /// Without blanks at the ends.
  private static func trimmed(_ octets: Substring.UTF8View) -> Substring {
    func isBlank(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
    var octets = octets.drop(while: isBlank)
    while let last = octets.last, isBlank(last) { octets.removeLast() }
    return Substring(octets)
  }
}
