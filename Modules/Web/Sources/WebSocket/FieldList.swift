internal import HTTP

/// Fields that hold lists (RFC 9110, 5.6.1), which may stand in several lines.
enum FieldList {
  /// The elements of all lines of a field, without blanks around them; empty ones left out.
  static func elements(_ name: String, in headers: HTTPHeaders) -> [Substring] {
    headers.values(name).flatMap { line in
      line.split(separator: ",").map(trimmed).filter { !$0.isEmpty }
    }
  }

  /// Whether a list names a word; letters may have either case.
  static func contains(_ word: String, in name: String, of headers: HTTPHeaders) -> Bool {
    elements(name, in: headers).contains { $0.lowercased() == word }
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

  /// Without blanks at the ends.
  static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
