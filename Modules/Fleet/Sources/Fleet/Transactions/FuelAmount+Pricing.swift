public import Kernel

extension FuelAmount {
  /// The litres of a transaction, in hundredths: more than none, and what DECIMAL(12, 2) holds.
  public static let literRange: ClosedRange<Int64> = 1...999_999_999_999
  /// The price of a litre, in centimes: more than nothing, and what DECIMAL(10, 2) holds.
  public static let priceRange: ClosedRange<Int64> = 1...9_999_999_999
  /// The total, in centimes: more than nothing, and what DECIMAL(15, 2) holds.
  public static let totalRange: ClosedRange<Int64> = 1...999_999_999_999_999

  /// Prices litres: the total is litres by price, half to even.
  /// - Parameter settlement: whether dinars are charged.
  /// - Throws: `TransactionRefusal.totalOutOfRange`.
  public init(
    _ liters: Liters, at pricePerLiter: Money, settlement: Settlement
  ) throws(TransactionRefusal) {
    let product = Int128(liters.minorUnits) * Int128(pricePerLiter.minorUnits)
    guard let total = Int64(exactly: product.dividedHalfToEven(by: 100)),
      Self.totalRange.contains(total)
    else { throw .totalOutOfRange }
    let totalPrice = Money.dinars(centimes: total)
    self.init(
      liters: liters, pricePerLiter: pricePerLiter, totalPrice: totalPrice,
      chargedMoney: settlement == .money ? totalPrice : .zero(.dinar))
  }

  /// What is charged: dinars or litres.
  func charge(in settlement: Settlement) -> Money {
    switch settlement {
    case .money: totalPrice
    case .liters: liters
    }
  }
}

extension Int128 {
  /// The quotient of two numbers that are not negative; one in the middle of two goes to the even
  /// one.
  func dividedHalfToEven(by divisor: Int128) -> Int128 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    let double = remainder * 2
    if double > divisor || double == divisor && quotient % 2 == 1 { return quotient + 1 }
    return quotient
  }
}
