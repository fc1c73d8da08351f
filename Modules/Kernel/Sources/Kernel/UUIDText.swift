/// The text of a UUID (RFC 9562, 4).
enum UUIDText {
  /// The text's length in octets.
  static let count = 36

  /// Writes the lower-case text to a buffer of at least `count` octets.
  static func write(_ value: UInt128, to text: UnsafeMutableBufferPointer<UInt8>) {
    var rest = value
    var position = count
    while position > 0 {
      position -= 1
      if isHyphen(position) {
        text.initializeElement(at: position, to: UInt8(ascii: "-"))
        continue
      }
      let digit = UInt8(truncatingIfNeeded: rest) & 15
      rest >>= 4
      text.initializeElement(at: position, to: digit < 10 ? 48 + digit : 87 + digit)
    }
  }

  /// Reads `count` octets; nil if one of them is not what its place asks for.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> UInt128? {
    var value: UInt128 = 0
    for position in 0..<count {
      let octet = text[position]
      if isHyphen(position) {
        guard octet == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = hexDigit(octet) else { return nil }
      value = value << 4 | UInt128(digit)
    }
    return value
  }

  private static func isHyphen(_ position: Int) -> Bool {
    position == 8 || position == 13 || position == 18 || position == 23
  }

  private static func hexDigit(_ octet: UInt8) -> UInt8? {
    switch octet {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - 55
    default: nil
    }
  }
}
