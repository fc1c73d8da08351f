public import HTTP

/// Access tokens as requests carry them (RFC 6750, 2.1): visible ASCII.
public enum BearerToken {
  /// The token of a request's one `Authorization` field; nil where it is not `Bearer <token>`.
  public static func of(_ headers: HTTPHeaders) -> String? {
    headers.withValue("Authorization", read) ?? nil
  }

  /// Whether a text may be a token, wherever it came.
  public static func isWellFormed(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  /// The token out of `Bearer <token>`; the scheme in either case.
  static func read(_ field: UnsafeRawBufferPointer) -> String? {
    guard let space = field.firstIndex(of: UInt8(ascii: " ")),
      String(decoding: field[..<space], as: UTF8.self).isWord("bearer"),
      let start = field[space...].firstIndex(where: { $0 != UInt8(ascii: " ") })
    else { return nil }
    let token = UnsafeRawBufferPointer(rebasing: field[start...])
    guard isVisible(token) else { return nil }
    return String(decoding: token, as: UTF8.self)
  }

  /// Whether the octets are visible ASCII. A token is the longest of a usual request's fields, so
  /// eight are looked at together: a word passes whose octets are from 0x21 to 0x7E, and any other
  /// is looked at one by one.
  static func isVisible(_ octets: UnsafeRawBufferPointer) -> Bool {
    func isVisible(_ octet: UInt8) -> Bool { octet > 0x20 && octet < 0x7F }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var place = 0
    while place + 8 <= octets.count {
      let word = octets.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // The top bit of an octet shows here when it is below 0x21, above 0x7F, or 0x7F.
      let unusual = ((word &- ones &* 0x21) | word | (word &+ ones)) & (ones &* 0x80)
      if unusual != 0, !octets[place..<place + 8].allSatisfy(isVisible) { return false }
      place += 8
    }
    return octets[place...].allSatisfy(isVisible)
  }
}
