/// Decimal digits written straight into octets.
enum DecimalText {
  /// Writes the last `digits` decimal digits of `value`, zeros in front, from `position` on.
  static func write(
    _ value: UInt64, digits: Int, to text: UnsafeMutableBufferPointer<UInt8>, at position: Int
  ) {
    var rest = value
    for index in (position..<position + digits).reversed() {
      text[index] = 48 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
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
    let point = fractionDigits > 0 ? 1 : 0
    let digits = max(count(value), fractionDigits + 1)
    var rest = value
    var position = digits + point
    var left = fractionDigits
    while position > 0 {
      position -= 1
      if left == 0, point == 1 {
        text[position] = UInt8(ascii: ".")
      } else {
        let tenth = rest / 10
        text[position] = 48 + UInt8(truncatingIfNeeded: rest - 10 * tenth)
        rest = tenth
      }
      left -= 1
    }
    return digits + point
  }

  /// How many digits a number has, at least one.
  private static func count(_ value: UInt64) -> Int {
    var count = 1
    var bound: UInt64 = 10
    while value >= bound {
      count += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    return count
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
