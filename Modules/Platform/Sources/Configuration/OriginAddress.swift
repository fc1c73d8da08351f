import Glibc

/// Addresses in origins, as browsers read and write them (the WHATWG's URL standard, 3.5).
enum OriginAddress {
  /// Whether browsers take a name for an IPv4 address: its last label is a number.
  static func endsInNumber(_ host: Substring) -> Bool {
    guard let last = host.split(separator: ".").last else { return false }
    return last.utf8.allSatisfy(isDigit) || number(last) != nil
  }

  /// The address in four decimal numbers; nil where it is none. `127.1`, `0x7f.1` and `2130706433`
  /// are `127.0.0.1`.
  static func v4(_ host: Substring) -> String? {
    var parts = host.split(separator: ".", omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    let numbers = parts.compactMap(number)
    guard (1...4).contains(parts.count), numbers.count == parts.count, let last = numbers.last,
      numbers.dropLast().allSatisfy({ $0 < 256 }), last < 1 << (8 * (5 - UInt64(parts.count)))
    else { return nil }
    let address = numbers.dropLast().enumerated().reduce(last) { sum, part in
      sum + part.element << (24 - 8 * UInt64(part.offset))
    }
    return [24, 16, 8, 0].map { "\(address >> UInt64($0) & 0xFF)" }.joined(separator: ".")
  }

  /// A number in decimal, octal after `0` or hexadecimal after `0x`; nil beyond 2³².
  private static func number(_ text: Substring) -> UInt64? {
    guard text.utf8.first.map(isDigit) == true else { return nil }
    let (digits, radix) =
      text.hasPrefix("0x")
      ? (text.dropFirst(2), 16) : text.count > 1 && text.hasPrefix("0") ? (text, 8) : (text, 10)
    guard !digits.isEmpty else { return 0 }
    guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
      let value = UInt64(digits, radix: radix), value < 1 << 32
    else { return nil }
    return value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// The address with its longest run of zeros as `::`, all in hexadecimal; nil where it is none.
  static func v6(_ text: String) -> String? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    let bytes = withUnsafeBytes(of: &address) { Array($0) }
    let pieces = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
    func hexadecimal(_ pieces: some Sequence<UInt16>) -> String {
      pieces.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard let run = longestRun(of: pieces) else { return hexadecimal(pieces) }
    return "\(hexadecimal(pieces[..<run.lowerBound]))::\(hexadecimal(pieces[run.upperBound...]))"
  }

  /// The first of the longest runs of two zeros or more.
  private static func longestRun(of pieces: [UInt16]) -> Range<Int>? {
    var longest = 0..<0
    for start in pieces.indices {
      let count = pieces[start...].prefix { $0 == 0 }.count
      if count > longest.count { longest = start..<(start + count) }
    }
    return longest.count > 1 ? longest : nil
  }
}
