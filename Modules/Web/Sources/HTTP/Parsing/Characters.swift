/// The character classes of RFC 9110 and RFC 3986, as bit sets over ASCII.
enum Characters {
  /// A set of ASCII characters; others are never members.
  struct Set: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ text: StaticString) {
      var low: UInt64 = 0
      var high: UInt64 = 0
      text.withUTF8Buffer { bytes in
        for byte in bytes where byte < 128 {
          if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
        }
      }
      self.low = low
      self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
      if byte >= 128 { return false }
      let bits = byte < 64 ? low : high
      return bits >> UInt64(byte & 63) & 1 != 0
    }

    /// Where the members of the set that `bytes` begin with end.
    func prefix(of bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
      var place = bytes.startIndex
      while place < bytes.endIndex, contains(bytes.base[place]) { place += 1 }
      return place
    }
  }

  /// `tchar` (RFC 9110, 5.6.2).
  static let token = Set(
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

  /// `unreserved`, `sub-delims` and `%` without the comma, which no host name has: a list of
  /// hosts must not pass for one (RFC 3986, 3.2.2).
  static let registeredName = Set(
    "-._~!$&'()*+;=%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

  /// What a path or query may be made of: RFC 3986's characters, and the brackets, braces and
  /// bars that clients send unencoded though they should not.
  static let target = Set(
    """
    -._~!$&'()*+,;=:@/?%[]{}|\
    0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz
    """)

  /// `field-vchar`, space and tab (RFC 9110, 5.5).
  @inline(__always)
  static func isFieldContent(_ byte: UInt8) -> Bool {
    byte >= 0x20 ? byte != 0x7F : byte == 0x09
  }

  /// Whether all of the bytes are. Eight at a time are looked at together, since tokens and
  /// cookies are long: a word passes whose octets are from 0x20 to 0x7E, and any other is looked
  /// at one by one.
  static func isFieldContent(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let raw = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes))
    var place = 0
    while place + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // The top bit of an octet shows here when it is below 0x20, above 0x7F, or 0x7F.
      let unusual = ((word &- ones &* 0x20) | word | (word &+ ones)) & tops
      if unusual != 0, !raw[place..<place + 8].allSatisfy(isFieldContent) { return false }
      place += 8
    }
    return raw[place...].allSatisfy(isFieldContent)
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }
}

enum ASCII {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let comma: UInt8 = 0x2C
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let question: UInt8 = 0x3F
  static let backslash: UInt8 = 0x5C
}
