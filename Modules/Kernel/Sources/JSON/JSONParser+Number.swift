extension JSONParser {
  /// Reads a number to the letter of RFC 8259 (6) and keeps its text, so that nothing is lost.
  mutating func readNumber(_ input: Span<UInt8>) throws(JSONError) {
    let start = position
    var index = start
    if input[index] == UInt8(ascii: "-") { index += 1 }
    let integer = Self.endOfDigits(input, from: index)
    guard integer > index else { throw failure(.invalidNumber) }
    // A zero stands alone before the point.
    guard input[index] != UInt8(ascii: "0") || integer == index + 1 else {
      throw failure(.invalidNumber)
    }
    index = integer
    if index < input.count, input[index] == UInt8(ascii: ".") {
      let fraction = Self.endOfDigits(input, from: index + 1)
      guard fraction > index + 1 else { throw failure(.invalidNumber) }
      index = fraction
    }
    if index < input.count, input[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < input.count, Self.isSign(input[index]) { index += 1 }
      let exponent = Self.endOfDigits(input, from: index)
      guard exponent > index else { throw failure(.invalidNumber) }
      index = exponent
    }
    // `0x10`, `1.2.3` and `1-2` are one wrong number each, not a number and a surprise.
    if index < input.count, Self.continuesNumber(input[index]) { throw failure(.invalidNumber) }
    position = index
    append(.number, start..<index, flag: index == integer)
  }

  private static func endOfDigits(_ input: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < input.count, input[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    return index
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func continuesNumber(_ byte: UInt8) -> Bool {
    isSign(byte) || byte == UInt8(ascii: ".") || isLetter(byte)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The integer that a whole number spells, or `nil` if it does not fit the type.
  func wholeNumber<Value: FixedWidthInteger>(as type: Value.Type) -> Value? {
    let isNegative = first == UInt8(ascii: "-")
    var value: Value = 0
    for byte in self[(isNegative ? 1 : 0)...] {
      let digit = Value(truncatingIfNeeded: byte &- UInt8(ascii: "0"))
      let (tenfold, overflows) = value.multipliedReportingOverflow(by: 10)
      // Built downwards if negative, because the smallest integer has no positive counterpart.
      let (sum, overflowsToo) =
        isNegative
        ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
      guard !overflows, !overflowsToo else { return nil }
      value = sum
    }
    return value
  }
}
