import FuzzSupport

@testable import Router

/// The input is a path, a query or a form.
enum FuzzURL {
  static func check(_ bytes: [UInt8]) {
    checkDecoding(bytes, plusIsSpace: false)
    checkDecoding(bytes, plusIsSpace: true)
    checkRoundTrip(bytes)
    checkItems(bytes)
  }

  static func checkDecoding(_ bytes: [UInt8], plusIsSpace: Bool) {
    let isWellFormed = bytes.withUnsafeBufferPointer(PercentDecoding.isWellFormed)
    let decoded = PercentDecoding.decode(bytes, plusIsSpace: plusIsSpace)
    let expected = reference(bytes, plusIsSpace: plusIsSpace)
    requireEqual(isWellFormed, expected != nil, "well-formed and malformed at once")
    requireEqual(
      decoded.map { Array($0.utf8) },
      expected.flatMap { String(validating: $0, as: UTF8.self) }.map { Array($0.utf8) },
      "decoded otherwise")
  }

  /// RFC 3986 (2.1), read from the end so that it has nothing in common with what is tested.
  static func reference(_ bytes: [UInt8], plusIsSpace: Bool) -> [UInt8]? {
    var octets: [UInt8] = []
    var tail: [UInt8] = []
    for byte in bytes.reversed() {
      guard byte == UInt8(ascii: "%") else {
        tail.append(byte)
        continue
      }
      guard tail.count >= 2,
        let text = String(validating: [tail[tail.count - 1], tail[tail.count - 2]], as: UTF8.self),
        text.allSatisfy(\.isASCII), text.allSatisfy(\.isHexDigit),
        let value = UInt8(text, radix: 16)
      else { return nil }
      tail.removeLast(2)
      flush(&tail, into: &octets, plusIsSpace)
      octets.append(value)
    }
    flush(&tail, into: &octets, plusIsSpace)
    return octets.reversed()
  }

  private static func flush(_ tail: inout [UInt8], into octets: inout [UInt8], _ plus: Bool) {
    octets += tail.map { plus && $0 == UInt8(ascii: "+") ? 0x20 : $0 }
    tail = []
  }

  /// Whatever is encoded comes back, wherever that is text.
  static func checkRoundTrip(_ bytes: [UInt8]) {
    let digits = Array("0123456789aBcDeF".utf8)
    let encoded = bytes.flatMap { [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    let decoded = PercentDecoding.decode(encoded, plusIsSpace: true)
    let text = String(validating: bytes, as: UTF8.self)
    requireEqual(
      decoded.map { Array($0.utf8) }, text.map { Array($0.utf8) }, "encoded, and lost")
  }

  /// A query is its parts: taken apart one by one they give the same items.
  static func checkItems(_ bytes: [UInt8]) {
    let items = PercentDecoding.items(bytes)
    var expected: [QueryItem]? = []
    for part in bytes.split(separator: UInt8(ascii: "&")) {
      let halves = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let name = PercentDecoding.decode(halves[0], plusIsSpace: true)
      let value = PercentDecoding.decode(halves.count > 1 ? halves[1] : [], plusIsSpace: true)
      if let name, let value {
        expected?.append(QueryItem(name: name, value: value))
      } else {
        expected = nil
      }
    }
    requireEqual(
      items?.map { [Array($0.name.utf8), Array($0.value.utf8)] },
      expected?.map { [Array($0.name.utf8), Array($0.value.utf8)] }, "other items")
  }
}
