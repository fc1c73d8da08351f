/// An exact amount of a unit: money, litres, coins. Never a floating-point number.
public struct Money: Hashable, Sendable {
  /// The amount in the unit's last digit: kobo for naira, hundredths for litres.
  public let minorUnits: Int64
  /// What is counted.
  public let unit: Unit

  /// The amount of this many minor units.
  public init(minorUnits: Int64, unit: Unit) {
    self.minorUnits = minorUnits
    self.unit = unit
  }

  /// The most that one transfer may move, in minor units: 10^15.
  public static let largestTransfer: Int64 = 1_000_000_000_000_000

  /// Whole naira. `whole` must be within ±92,233,720,368,547,758.
  public static func naira(_ whole: Int64) -> Money {
    Money(minorUnits: whole * 100, unit: .naira)
  }

  /// Nothing, of this unit.
  public static func zero(_ unit: Unit) -> Money {
    Money(minorUnits: 0, unit: unit)
  }

  /// Whether a transfer may move it: from one minor unit up to `largestTransfer`.
  public var isTransferable: Bool {
    (1...Self.largestTransfer).contains(minorUnits)
  }
}

/// Why a text is not an amount of its unit, in order of precedence.
public enum AmountError: Error, Hashable, Sendable {
  /// Not `[-]digits[.digits]` in ASCII without needless leading zeros.
  case malformed
  /// More digits after the point than the unit has, zeros counted too.
  case tooManyFractionDigits
  /// Beyond what 64 bits of minor units hold.
  case outOfRange
}

/// Why an operation on two amounts failed.
public enum MoneyArithmeticError: Error, Hashable, Sendable {
  /// They are of different units.
  case unitMismatch
  /// The result is beyond what 64 bits of minor units hold.
  case overflow
}

extension Money {
  /// The sum. Throws `unitMismatch` or `overflow`.
  public func adding(_ other: Money) throws(MoneyArithmeticError) -> Money {
    guard unit == other.unit else { throw .unitMismatch }
    return try checked(minorUnits.addingReportingOverflow(other.minorUnits))
  }

  /// The difference, negative if `other` is more. Throws `unitMismatch` or `overflow`.
  public func subtracting(_ other: Money) throws(MoneyArithmeticError) -> Money {
    guard unit == other.unit else { throw .unitMismatch }
    return try checked(minorUnits.subtractingReportingOverflow(other.minorUnits))
  }

  /// The amount multiplied. Throws `overflow`.
  public func multiplied(by factor: Int64) throws(MoneyArithmeticError) -> Money {
    try checked(minorUnits.multipliedReportingOverflow(by: factor))
  }

  /// What `quantity` costs at this price for one whole of it, rounded half away from zero to the
  /// price's unit. Throws `overflow`.
  public func priced(for quantity: Money) throws(MoneyArithmeticError) -> Money {
    let product = Int128(minorUnits) * Int128(quantity.minorUnits)
    let whole = Int128(quantity.unit.minorUnitsPerWhole)
    let half = product < 0 ? -(whole / 2) : whole / 2
    guard let total = Int64(exactly: (product + half) / whole) else { throw .overflow }
    return Money(minorUnits: total, unit: unit)
  }

  private func checked(
    _ result: (partialValue: Int64, overflow: Bool)
  ) throws(MoneyArithmeticError) -> Money {
    guard !result.overflow else { throw .overflow }
    return Money(minorUnits: result.partialValue, unit: unit)
  }
}
