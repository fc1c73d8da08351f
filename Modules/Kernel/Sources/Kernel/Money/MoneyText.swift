extension Money: CustomStringConvertible {
  /// The amount in decimal with all of its unit's digits and no unit: `1500.00`, `-0.005`, `42`.
  public var description: String {
    var bytes: [UInt8] = []
    appendUTF8(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the octets of `description`, without making a `String`.
  public func appendUTF8(to bytes: inout [UInt8]) {
    if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
    DecimalText.append(minorUnits.magnitude, fractionDigits: unit.fractionDigits, to: &bytes)
  }

  /// Writes the octets of `description` to a buffer of at least `longestText` octets; answers how
  /// many they were.
  public func writeUTF8(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let digits = unit.fractionDigits
    guard minorUnits < 0 else {
      return DecimalText.write(minorUnits.magnitude, fractionDigits: digits, to: text)
    }
    text[0] = UInt8(ascii: "-")
    let rest = UnsafeMutableBufferPointer(rebasing: text[1...])
    return 1 + DecimalText.write(minorUnits.magnitude, fractionDigits: digits, to: rest)
  }

  /// The longest text of an amount, in octets.
  public static var longestText: Int { DecimalText.longest + 1 }

  /// Reads `[-]digits[.digits]` exactly: no exponent, `+`, blank, grouping or leading zero, ASCII
  /// digits only, and at most the unit's digits after the point. `-0` is nothing. The whole range
  /// of `Int64` is read; ask `isTransferable` for what one transfer may move.
  public init(parsing text: some StringProtocol, unit: Unit) throws(AmountError) {
    var text = String(text)
    self = try text.withUTF8 { Self.parse($0, unit) }.get()
  }

  /// Reads the octets of an amount, by the same rules as from a string.
  public init(parsing utf8: UnsafeBufferPointer<UInt8>, unit: Unit) throws(AmountError) {
    self = try Self.parse(utf8, unit).get()
  }

  private static func parse(
    _ text: UnsafeBufferPointer<UInt8>, _ unit: Unit
  ) -> Result<Money, AmountError> {
    let isNegative = text.first == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    var position = start
    var magnitude = Magnitude()
    while position < text.count, magnitude.take(text[position]) { position += 1 }
    let wholeDigits = position - start
    guard wholeDigits > 0, wholeDigits == 1 || text[start] != UInt8(ascii: "0") else {
      return .failure(.malformed)
    }
    var fractionDigits = 0
    if position < text.count {
      guard text[position] == UInt8(ascii: ".") else { return .failure(.malformed) }
      position += 1
      while position < text.count, magnitude.take(text[position]) {
        position += 1
        fractionDigits += 1
      }
      guard position == text.count, fractionDigits > 0 else { return .failure(.malformed) }
    }
    guard fractionDigits <= unit.fractionDigits else { return .failure(.tooManyFractionDigits) }
    for _ in fractionDigits..<unit.fractionDigits { _ = magnitude.take(UInt8(ascii: "0")) }
    guard let minorUnits = magnitude.signed(isNegative) else { return .failure(.outOfRange) }
    return .success(Money(minorUnits: minorUnits, unit: unit))
  }

  /// Digits gathered into a number that knows when it no longer fits.
  private struct Magnitude {
    private var value: UInt64 = 0
    private var overflowed = false

    /// Takes one more digit; false, and nothing taken, if the octet is none.
    mutating func take(_ octet: UInt8) -> Bool {
      let digit = octet &- UInt8(ascii: "0")
      guard digit < 10 else { return false }
      let (tenfold, first) = value.multipliedReportingOverflow(by: 10)
      let (sum, second) = tenfold.addingReportingOverflow(UInt64(digit))
      overflowed = overflowed || first || second
      value = sum
      return true
    }

    func signed(_ isNegative: Bool) -> Int64? {
      guard !overflowed else { return nil }
      guard isNegative else { return Int64(exactly: value) }
      return value == Int64.min.magnitude ? .min : Int64(exactly: value).map { -$0 }
    }
  }
}
