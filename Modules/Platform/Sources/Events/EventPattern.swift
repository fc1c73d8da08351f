/// Which events are meant: one type (`ajo.payout.made`), or all whose type begins with some words
/// (`fleet.*`, `fleet.transaction.*`), or all (`*`).
public struct EventPattern: Hashable, Sendable {
  /// The pattern as it was written.
  public let text: String

  /// Reads a pattern: words of lower-case letters, digits and `_` between dots, the last of which
  /// may be `*`. Nil for anything else, or over 200 octets.
  public init?(_ text: String) {
    let octets = text.utf8
    guard octets.count <= 200, !octets.isEmpty else { return nil }
    let words = octets.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    for (place, word) in words.enumerated() {
      let isLast = place == words.count - 1
      guard isLast && word.elementsEqual("*".utf8) || Self.isWord(word) else { return nil }
    }
    self.text = text
  }

  private static func isWord(_ word: Substring.UTF8View) -> Bool {
    !word.isEmpty
      && word.allSatisfy { octet in
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// Whether events of a type are meant.
  public func matches(_ type: String) -> Bool {
    guard text.utf8.last == UInt8(ascii: "*") else { return text == type }
    return type.hasPrefix(text.dropLast())
  }
}
