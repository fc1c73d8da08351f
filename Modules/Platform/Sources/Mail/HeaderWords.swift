import Crypto

/// Text in a mail's head (RFC 2047).
enum HeaderWords {
  /// Octets in one word: its 75 signs less `=?utf-8?B?` and `?=`, in base 64.
  private static let most = 45

  /// The text as it is where it is ASCII, and in encoded words otherwise, followed by a blank.
  static func encode(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var words: [[UInt8]] = [[]]
    var trimmed = text[...]
    while trimmed.last == " " { trimmed.removeLast() }
    for scalar in trimmed.unicodeScalars where scalar != "\"" {
      let octets = Array(String(scalar).utf8)
      if words[words.count - 1].count + octets.count > most { words.append([]) }
      words[words.count - 1] += octets
    }
    return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ") + " "
  }
}
