/// Percent-encoding (RFC 3986, 2.1), strict: what is not well-formed is refused, never guessed.
enum PercentDecoding {
  /// Whether every `%` is followed by two hexadecimal digits.
  static func isWellFormed(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.count, digit(bytes[index + 1]) != nil,
          digit(bytes[index + 2]) != nil
        else { return false }
        index += 2
      }
      index += 1
    }
    return true
  }

  /// Decodes once; `nil` where the encoding is malformed or what it encodes is not UTF-8.
  ///
  /// - Parameters:
  ///   - bytes: the encoded text.
  ///   - plusIsSpace: whether `+` stands for a space, as it does in forms and queries.
  static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var iterator = bytes.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
        else { return nil }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Takes a query or a form apart; `nil` where any part of it is malformed.
  static func items(_ bytes: some Collection<UInt8>) -> [QueryItem]? {
    var items: [QueryItem] = []
    for pair in bytes.split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let value = equals == pair.endIndex ? pair[equals...] : pair[pair.index(after: equals)...]
      guard let name = decode(pair[..<equals], plusIsSpace: true),
        let text = decode(value, plusIsSpace: true)
      else { return nil }
      items.append(QueryItem(name: name, value: text))
    }
    return items
  }

  /// The parts of a query, the malformed ones too: names and values, each `nil` where it is not
  /// well-formed.
  static func parts(_ bytes: some Collection<UInt8>) -> [(name: String?, value: String?)] {
    bytes.split(separator: UInt8(ascii: "&")).map { pair in
      let halves = pair.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return (
        decode(halves[0], plusIsSpace: true),
        halves.count < 2 ? "" : decode(halves[1], plusIsSpace: true)
      )
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
