public import Kernel

/// What transactions come to.
public struct FuelSums: Hashable, Sendable {
  /// How many there are.
  public var transactions: Int64
  /// Their litres.
  public var liters: Liters
  /// Their prices: litres by price.
  public var totalPrice: Money
  /// What of that was charged in dinars.
  public var chargedMoney: Money

  /// Puts sums together.
  public init(transactions: Int64, liters: Liters, totalPrice: Money, chargedMoney: Money) {
    self.transactions = transactions
    self.liters = liters
    self.totalPrice = totalPrice
    self.chargedMoney = chargedMoney
  }

  /// Of no transactions.
  public static let none = FuelSums(
    transactions: 0, liters: .zero(.litres), totalPrice: .zero(.dinar),
    chargedMoney: .zero(.dinar))

  /// What a litre cost on average, half to even; nil where there are none.
  public var averagePrice: Money? {
    guard liters.minorUnits > 0 else { return nil }
    return HalfEven.quotient(
      Int128(totalPrice.minorUnits) * Int128(Unit.litres.minorUnitsPerWhole),
      by: Int128(liters.minorUnits)
    ).map { Money(minorUnits: $0, unit: .dinar) }
  }

  /// Both together.
  /// - Throws: `MoneyArithmeticError.overflow`.
  func adding(_ other: FuelSums) throws(MoneyArithmeticError) -> FuelSums {
    FuelSums(
      transactions: transactions + other.transactions, liters: try liters.adding(other.liters),
      totalPrice: try totalPrice.adding(other.totalPrice),
      chargedMoney: try chargedMoney.adding(other.chargedMoney))
  }
}

/// The sums of each day that has any, in order, and what follows from them.
public struct DailySums: Hashable, Sendable {
  /// The days.
  public let days: [(date: CivilDate, sums: FuelSums)]

  /// Makes them.
  public init(_ days: [(date: CivilDate, sums: FuelSums)]) {
    self.days = days
  }

  /// Of all days.
  public func total() throws(MoneyArithmeticError) -> FuelSums {
    var total = FuelSums.none
    for day in days { total = try total.adding(day.sums) }
    return total
  }

  /// Of each month that has any, in order.
  public func months() throws(MoneyArithmeticError) -> [(month: CivilMonth, sums: FuelSums)] {
    var months: [(month: CivilMonth, sums: FuelSums)] = []
    for day in days {
      let month = CivilMonth(of: day.date)
      if let last = months.last, last.month == month {
        months[months.count - 1].sums = try last.sums.adding(day.sums)
      } else {
        months.append((month, day.sums))
      }
    }
    return months
  }

  /// Whether they are of the same days.
  public static func == (left: DailySums, right: DailySums) -> Bool {
    left.days.elementsEqual(right.days) { $0.date == $1.date && $0.sums == $1.sums }
  }

  /// Hashes them.
  public func hash(into hasher: inout Hasher) {
    for day in days {
      hasher.combine(day.date)
      hasher.combine(day.sums)
    }
  }
}

/// Division of whole numbers, where a half goes to the even neighbour.
enum HalfEven {
  /// The quotient; nil where it does not fit.
  /// - Parameters:
  ///   - dividend: from zero up.
  ///   - divisor: above zero.
  static func quotient(_ dividend: Int128, by divisor: Int128) -> Int64? {
    let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    let isUp = remainder * 2 > divisor || remainder * 2 == divisor && quotient % 2 != 0
    return Int64(exactly: quotient + (isUp ? 1 : 0))
  }
}
