/// A media type as `Content-Type` names it (RFC 9110, 8.3.1).
struct MediaType: Hashable, Sendable {
  static let form = "application/x-www-form-urlencoded"

  /// Type and subtype in lower case: `application/json`.
  let essence: String
  /// The `charset` parameter in lower case.
  let charset: String?

  /// Reads a field's value; `nil` where it is malformed. What is not ASCII is malformed: neither
  /// tokens nor the one parameter that counts here have any of it.
  init?(_ field: String) {
    guard field.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let parts = field.split(separator: ";", omittingEmptySubsequences: false)
    guard let first = parts.first else { return nil }
    let essence = Self.trimmed(first).lowercased()
    let halves = essence.split(separator: "/", omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy(Self.isToken) else { return nil }
    var charset: String?
    for part in parts.dropFirst() {
      let parameter = Self.trimmed(part)
      if parameter.isEmpty { continue }
      guard let equals = parameter.firstIndex(of: "="), Self.isToken(parameter[..<equals]) else {
        return nil
      }
      guard parameter[..<equals].lowercased() == "charset" else { continue }
      let value = parameter[parameter.index(after: equals)...].lowercased()
      charset =
        value.hasPrefix("\"") && value.hasSuffix("\"") && value.utf8.count > 1
        ? String(value.dropFirst().dropLast()) : value
    }
    self.essence = essence
    self.charset = charset
  }

  /// `application/json`, or a type built upon it, such as `application/merge-patch+json`.
  var isJSON: Bool {
    essence == "application/json"
      || essence.hasPrefix("application/") && essence.hasSuffix("+json")
  }

  /// Whether the text is UTF-8 or does not say.
  var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "utf8" }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }

  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
      }
  }
}
