/// The text of a UUID (RFC 9562, 4). Ids are on every hot path, so eight digits are made at a time.
enum UUIDText {
  /// The text's length in octets.
  static let count = 36

  /// Writes the lower-case text to a buffer of at least `count` octets.
  static func write(_ value: UInt128, to text: UnsafeMutableBufferPointer<UInt8>) {
    let text = UnsafeMutableRawBufferPointer(text)
    let high = UInt64(truncatingIfNeeded: value >> 64)
    let low = UInt64(truncatingIfNeeded: value)
    put(eightDigits(high >> 32), at: 0, 4, in: text)
    put(eightDigits(high & 0xFFFF_FFFF), at: 9, 14, in: text)
    put(eightDigits(low >> 32), at: 19, 24, in: text)
    put(eightDigits(low & 0xFFFF_FFFF), at: 28, 32, in: text)
    let hyphen = UInt8(ascii: "-")
    (text[8], text[13], text[18], text[23]) = (hyphen, hyphen, hyphen, hyphen)
  }

  /// Two runs of four digits, the first ones from the top.
  private static func put(
    _ digits: UInt64, at first: Int, _ second: Int, in text: UnsafeMutableRawBufferPointer
  ) {
    let (high, low) = (UInt32(digits >> 32), UInt32(truncatingIfNeeded: digits))
    text.storeBytes(of: high.bigEndian, toByteOffset: first, as: UInt32.self)
    text.storeBytes(of: low.bigEndian, toByteOffset: second, as: UInt32.self)
  }

  /// The eight digits of 32 bits, one an octet, the first one on top.
  private static func eightDigits(_ value: UInt64) -> UInt64 {
    // Spread the half-octets, one to each octet.
    var digits = (value & 0xFFFF_0000) << 16 | value & 0xFFFF
    digits = (digits & 0x0000_FF00_0000_FF00) << 8 | digits & 0x0000_00FF_0000_00FF
    digits = (digits & 0x00F0_00F0_00F0_00F0) << 4 | digits & 0x000F_000F_000F_000F
    // 1 in each octet that is 10 or more, which a letter stands for.
    let letters = (digits + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return digits + 0x3030_3030_3030_3030 + letters * 39
  }

  /// Reads `count` octets; nil if one of them is not what its place asks for.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UInt128? {
    let hyphen = UInt8(ascii: "-")
    guard text[8] == hyphen, text[13] == hyphen, text[18] == hyphen, text[23] == hyphen,
      let first = number(text, 0..<8), let second = number(text, 9..<13),
      let third = number(text, 14..<18), let fourth = number(text, 19..<23),
      let last = number(text, 24..<36)
    else { return nil }
    return UInt128(first << 32 | second << 16 | third) << 64 | UInt128(fourth << 48 | last)
  }

  @inline(__always)
  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> UInt64? {
    var value: UInt64 = 0
    for position in range {
      let octet = text[position]
      let digit = octet &- 48
      let letter = (octet | 0x20) &- 97
      guard digit < 10 || letter < 6 else { return nil }
      value = value << 4 | UInt64(digit < 10 ? digit : letter + 10)
    }
    return value
  }
}
