/// The text of a UUID (RFC 9562, 4). Ids are on every hot path, so two digits are made at a time.
enum UUIDText {
  /// The text's length in octets.
  static let count = 36

  /// The two digits of every octet.
  private static let pairs: StaticString = """
    000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\
    202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\
    404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f\
    606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f\
    808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\
    a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf\
    c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf\
    e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff
    """

  /// Writes the lower-case text of the two halves to a buffer of at least `count` octets.
  static func write(_ high: UInt64, _ low: UInt64, to text: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = UnsafeMutableRawPointer(text.baseAddress) else { return }
    let pairs = UnsafeRawPointer(pairs.utf8Start)
    let hyphen = UInt8(ascii: "-")
    fourOctets(of: high, from: 32, to: start, pairs)
    start.storeBytes(of: hyphen, toByteOffset: 8, as: UInt8.self)
    twoOctets(of: high, from: 16, to: start + 9, pairs)
    start.storeBytes(of: hyphen, toByteOffset: 13, as: UInt8.self)
    twoOctets(of: high, from: 0, to: start + 14, pairs)
    start.storeBytes(of: hyphen, toByteOffset: 18, as: UInt8.self)
    twoOctets(of: low, from: 48, to: start + 19, pairs)
    start.storeBytes(of: hyphen, toByteOffset: 23, as: UInt8.self)
    fourOctets(of: low, from: 16, to: start + 24, pairs)
    twoOctets(of: low, from: 0, to: start + 32, pairs)
  }

  @inline(__always)
  private static func fourOctets(
    of word: UInt64, from shift: UInt64, to text: UnsafeMutableRawPointer, _ pairs: UnsafeRawPointer
  ) {
    twoOctets(of: word, from: shift + 16, to: text, pairs)
    twoOctets(of: word, from: shift, to: text + 4, pairs)
  }

  /// The digits of sixteen bits of a word, the octet on top first.
  @inline(__always)
  private static func twoOctets(
    of word: UInt64, from shift: UInt64, to text: UnsafeMutableRawPointer, _ pairs: UnsafeRawPointer
  ) {
    let first = pairs.loadUnaligned(
      fromByteOffset: Int((word &>> (shift + 8)) & 0xFF) * 2, as: UInt16.self)
    let second = pairs.loadUnaligned(
      fromByteOffset: Int((word &>> shift) & 0xFF) * 2, as: UInt16.self)
    text.storeBytes(of: first, as: UInt16.self)
    text.storeBytes(of: second, toByteOffset: 2, as: UInt16.self)
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
