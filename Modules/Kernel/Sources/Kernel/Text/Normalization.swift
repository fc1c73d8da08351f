private import CUTF8Proc
private import Glibc

/// Unicode's normalization forms with composition (UAX #15), which Swift's library does not offer.
enum Normalization {
  /// The text in NFKC; nil if it has code points that the library's Unicode version has not
  /// assigned, since a later version might compose them otherwise.
  static func compatible(_ text: String) -> String? {
    map(
      text,
      UTF8PROC_STABLE.rawValue | UTF8PROC_COMPAT.rawValue
        | UTF8PROC_COMPOSE.rawValue | UTF8PROC_REJECTNA.rawValue)
  }

  /// The text in NFC. Code points that the library does not know stay as they are; nil if there is
  /// not enough memory.
  static func canonical(_ text: String) -> String? {
    map(text, UTF8PROC_STABLE.rawValue | UTF8PROC_COMPOSE.rawValue)
  }

  /// The text in NFKD without marks and case; nil if there is not enough memory.
  static func folded(_ text: String) -> String? {
    map(
      text,
      UTF8PROC_STABLE.rawValue | UTF8PROC_COMPAT.rawValue | UTF8PROC_DECOMPOSE.rawValue
        | UTF8PROC_STRIPMARK.rawValue | UTF8PROC_CASEFOLD.rawValue)
  }

  private static func map(_ text: String, _ options: UInt32) -> String? {
    var text = text
    return text.withUTF8 { octets in
      var result: UnsafeMutablePointer<UInt8>?
      let count = utf8proc_map(
        octets.baseAddress, octets.count, &result, utf8proc_option_t(rawValue: options))
      guard count >= 0, let result else { return nil }
      defer { free(result) }
      return String(decoding: UnsafeBufferPointer(start: result, count: count), as: UTF8.self)
    }
  }
}
