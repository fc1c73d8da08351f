public import Kernel

/// An exact number with a fixed count of digits after the point: a rate, a factor, a share.
public struct SettingDecimal: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number in units of its last digit: 150 for `1.50`.
  public let units: Int64
  /// How many digits follow the point, 0–6.
  public let fractionDigits: Int

  /// A number in units of its last digit.
  /// - Parameter fractionDigits: 0–6; others are brought to the nearer end.
  public init(units: Int64, fractionDigits: Int) {
    self.units = units
    self.fractionDigits = min(max(fractionDigits, 0), 6)
  }

  /// Reads `[-]digits[.digits]` with at most so many digits after the point.
  /// - Throws: `AmountError`.
  public init(parsing text: String, fractionDigits: Int) throws(AmountError) {
    let read = try Money(parsing: text, unit: Self.unit(fractionDigits))
    self.init(units: read.minorUnits, fractionDigits: fractionDigits)
  }

  /// All its digits: `1.50`, `-0.005`.
  public var description: String {
    Money(minorUnits: units, unit: Self.unit(fractionDigits)).description
  }

  /// Compares numbers of the same digits; of others the one with fewer digits comes first.
  public static func < (left: Self, right: Self) -> Bool {
    (left.fractionDigits, left.units) < (right.fractionDigits, right.units)
  }

  private static func unit(_ fractionDigits: Int) -> Unit {
    Unit(code: "NUMBER", fractionDigits: fractionDigits)
  }
}
