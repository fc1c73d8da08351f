public import Kernel

extension Unit {
  /// Kilometres, in tenths: what meters show.
  public static let kilometres = Unit(code: "KM", fractionDigits: 1)
}

extension Odometer: CustomStringConvertible {
  /// Kilometres with one digit: `120500.0`.
  public var description: String { kilometres.description }

  /// The reading as an amount of kilometres.
  public var kilometres: Money { Money(minorUnits: tenths, unit: .kilometres) }
}

extension Int {
  /// A minute of the day as clocks show it: `07:30`.
  public var clockText: String {
    let (hour, minute) = quotientAndRemainder(dividingBy: 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}
