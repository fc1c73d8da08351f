public import Kernel

/// Litres of fuel, in hundredths: an amount of `Unit.litres`.
public typealias Liters = Money

extension Unit {
  /// Algerian dinars, in centimes: what fuel is paid in.
  public static let dinar = Unit(code: "DZD", fractionDigits: 2)
}

extension Money {
  /// So many hundredths of a litre.
  public static func liters(hundredths: Int64) -> Liters {
    Liters(minorUnits: hundredths, unit: .litres)
  }

  /// So many centimes of a dinar.
  public static func dinars(centimes: Int64) -> Money {
    Money(minorUnits: centimes, unit: .dinar)
  }
}

/// Which of an account's two balances a top-up or a transaction moves.
public enum Settlement: String, Hashable, Sendable, CaseIterable {
  /// Dinars: fuel is charged at its price.
  case money
  /// Litres that were bought before.
  case liters

  /// The unit of the balance.
  public var unit: Unit {
    switch self {
    case .money: .dinar
    case .liters: .litres
    }
  }
}
