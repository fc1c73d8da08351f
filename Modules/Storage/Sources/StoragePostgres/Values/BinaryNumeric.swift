/// A `numeric` as the server sends it. Sums of `bigint` are of this type; amounts with a fraction
/// are never stored, so that only whole numbers matter.
struct BinaryNumeric {
  private let digits: [Int64]
  private let weight: Int
  private let isNegative: Bool

  /// Reads digits to the base 10,000, the power of the first, and a sign.
  init?(_ octets: UnsafeRawBufferPointer) {
    guard octets.count >= 8 else { return nil }
    func word(_ index: Int) -> UInt16 {
      UInt16(bigEndian: octets.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    }
    let count = Int(word(0))
    // Anything but plus and minus is infinite or no number.
    guard octets.count >= 8 + 2 * count, word(2) == 0 || word(2) == 0x4000 else { return nil }
    weight = Int(Int16(bitPattern: word(1)))
    isNegative = word(2) == 0x4000
    digits = (0..<count).map { Int64(word(4 + $0)) }
  }

  /// The number, if it is whole and fits.
  var int64: Int64? {
    guard weight < 5, digits.dropFirst(max(0, weight + 1)).allSatisfy({ $0 == 0 })
    else { return nil }
    // Towards the sign, so that the lowest number can be reached.
    var value: Int64 = 0
    for place in 0..<max(0, weight + 1) {
      let digit = place < digits.count ? digits[place] : 0
      let (product, overflow) = value.multipliedReportingOverflow(by: 10_000)
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -digit : digit)
      guard !overflow, !carry else { return nil }
      value = sum
    }
    return value
  }

  /// The number as near as floating point comes to it.
  var double: Double {
    var value = 0.0
    for digit in digits { value = value * 10_000 + Double(digit) }
    var exponent = weight - digits.count + 1
    while exponent > 0 {
      value *= 10_000
      exponent -= 1
    }
    while exponent < 0 {
      value /= 10_000
      exponent += 1
    }
    return isNegative ? -value : value
  }
}
