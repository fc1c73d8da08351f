/// Decimal digits written straight into octets.
enum DecimalText {
  /// Writes a number below 100 as two digits.
  @inline(__always)
  static func pair(_ value: UInt64, to text: UnsafeMutablePointer<UInt8>, at position: Int) {
    // Exact for all numbers of two digits.
    let tens = (value &* 103) &>> 10
    let digits = UInt16(truncatingIfNeeded: tens | (value &- 10 &* tens) &<< 8) | 0x3030
    UnsafeMutableRawPointer(text + position).storeBytes(of: digits.littleEndian, as: UInt16.self)
  }

  /// Writes `yyyy-mm-dd`.
  @inline(__always)
  static func date(
    year: UInt64, month: UInt64, day: UInt64, to text: UnsafeMutablePointer<UInt8>
  ) {
    pair(year / 100, to: text, at: 0)
    pair(year % 100, to: text, at: 2)
    text[4] = UInt8(ascii: "-")
    pair(month, to: text, at: 5)
    text[7] = UInt8(ascii: "-")
    pair(day, to: text, at: 8)
  }

  /// Appends the value's digits, without zeros in front.
  static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    append(value, fractionDigits: 0, to: &bytes)
  }

  /// Appends the value with a point before its last `fractionDigits` digits (0–6), if any, and at
  /// least one digit before the point.
  static func append(_ value: UInt64, fractionDigits: Int, to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: longest) { text in
      let count = write(value, fractionDigits: fractionDigits, to: text)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<count]))
    }
  }

  /// The most octets that a number takes: twenty digits, a point and a sign.
  static let longest = 22

  /// Writes what `append` appends to a buffer of at least `longest` octets; answers how many octets
  /// that were.
  static func write(
    _ value: UInt64, fractionDigits: Int, to text: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    guard let start = text.baseAddress else { return 0 }
    guard fractionDigits > 0 else {
      let digits = count(value)
      write(value, endingAt: start + digits)
      return digits
    }
    let digits = max(count(value), fractionDigits + 1)
    var rest = value
    var end = start + digits + 1
    var left = fractionDigits
    while left > 1 {
      end -= 2
      left -= 2
      pair(rest % 100, to: end, at: 0)
      rest /= 100
    }
    if left == 1 {
      end -= 1
      end.pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    end -= 1
    end.pointee = UInt8(ascii: ".")
    write(rest, endingAt: end)
    return digits + 1
  }

  /// Writes all digits of a number in front of an address.
  @inline(__always)
  private static func write(_ value: UInt64, endingAt end: UnsafeMutablePointer<UInt8>) {
    var (rest, end) = (value, end)
    while rest >= 100 {
      end -= 2
      pair(rest % 100, to: end, at: 0)
      rest /= 100
    }
    if rest >= 10 {
      pair(rest, to: end - 2, at: 0)
    } else {
      (end - 1).pointee = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest)
    }
  }

  /// How many digits a number has, at least one.
  @inline(__always)
  private static func count(_ value: UInt64) -> Int {
    var (count, rest) = (1, value)
    // Four at a time, as amounts have more than a few.
    while rest >= 10_000 {
      rest /= 10_000
      count += 4
    }
    return count + (rest >= 1_000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }
}

/// Reads fixed-width numbers and marks from the front of a buffer; ASCII digits alone count.
struct DecimalReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
  }

  var isAtEnd: Bool { position == text.count }

  /// Exactly `digits` digits; nil, and nothing consumed, if there are fewer.
  mutating func number(digits: Int) -> Int? {
    guard text.count - position >= digits else { return nil }
    var value = 0
    for octet in text[position..<position + digits] {
      guard octet &- 48 < 10 else { return nil }
      value = value * 10 + Int(octet - 48)
    }
    position += digits
    return value
  }

  /// Consumes the mark if it is what comes next.
  mutating func skip(_ mark: Unicode.Scalar) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }
}
