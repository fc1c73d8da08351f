public import Kernel

/// What a booking costs, and what became of its money.
public struct BookingMoney: Hashable, Sendable {
  /// What it costs in all.
  public private(set) var price: Money
  /// What one seat costs; nil where the staff named a price for all.
  public let seatPrice: Money?
  /// What came in, ever.
  public private(set) var paid: Money
  /// What is given back, or on its way back.
  public private(set) var refunded: Money
  /// What the business has earned by it.
  public private(set) var earned: Money

  /// How much of the amount due is paid, as clients see it.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// Nothing was, and nothing is to be.
    case none
    /// Something is to be paid now.
    case due
    /// All that is to be paid now was.
    case paid
    /// A part was given back.
    case partRefunded = "part_refunded"
    /// All of it was given back.
    case refunded
  }

  /// A booking's money as it stands. All of one unit.
  public init(price: Money, seatPrice: Money?, paid: Money, refunded: Money, earned: Money) {
    self.price = price
    self.seatPrice = seatPrice
    self.paid = paid
    self.refunded = refunded
    self.earned = earned
  }

  /// The money of a new booking.
  /// - Throws: `overflow` where the price of all seats cannot be said.
  public init(seatPrice: Money, seats: Int) throws(MoneyArithmeticError) {
    self.init(
      price: try seatPrice.multiplied(by: Int64(seats)), seatPrice: seatPrice,
      paid: .zero(seatPrice.unit), refunded: .zero(seatPrice.unit), earned: .zero(seatPrice.unit))
  }

  /// The money of a new booking at a price that the staff named.
  public init(agreed price: Money) {
    let nothing = Money.zero(price.unit)
    self.init(price: price, seatPrice: nil, paid: nothing, refunded: nothing, earned: nothing)
  }

  /// What the business holds for the customer: the balance of the booking's account.
  public var prepaid: Money { amount(paid.minorUnits - refunded.minorUnits - earned.minorUnits) }

  /// What was paid and not given back.
  private var kept: Int64 { paid.minorUnits - refunded.minorUnits }

  /// What must be paid now; nothing of a booking that is over.
  public func due(by policy: BookingPolicy, _ status: BookingStatus) -> Money {
    guard !status.isOver else { return amount(0) }
    return amount(max(0, policy.required(of: price).minorUnits - kept))
  }

  /// What is left of the price.
  public var rest: Money { amount(max(0, price.minorUnits - kept)) }

  /// How much of the amount due is paid.
  public func status(by policy: BookingPolicy, _ status: BookingStatus) -> Status {
    if refunded.minorUnits > 0 { return refunded == paid ? .refunded : .partRefunded }
    if due(by: policy, status).minorUnits > 0 { return .due }
    return paid.minorUnits > 0 ? .paid : .none
  }

  /// Takes a payment in.
  /// - Throws: `unitMismatch`, `overflow`.
  public mutating func receive(_ payment: Money) throws(MoneyArithmeticError) {
    paid = try paid.adding(payment)
  }

  /// Divides what is held: a share goes back, the rest is earned. Nothing is held afterwards.
  public mutating func settle(refundPercent: Int) -> PrepaidSettlement {
    let refund = prepaid.share(percent: refundPercent)
    let settlement = PrepaidSettlement(
      refund: refund, revenue: amount(prepaid.minorUnits - refund.minorUnits))
    refunded = amount(refunded.minorUnits + settlement.refund.minorUnits)
    earned = amount(earned.minorUnits + settlement.revenue.minorUnits)
    return settlement
  }

  /// Has the price follow the seats, unless the staff named it.
  /// - Throws: `overflow`.
  mutating func follow(seats: Int) throws(MoneyArithmeticError) {
    guard let seatPrice else { return }
    price = try seatPrice.multiplied(by: Int64(seats))
  }

  private func amount(_ minorUnits: Int64) -> Money {
    Money(minorUnits: minorUnits, unit: price.unit)
  }
}

/// Where money goes that was held for a booking: neither is negative.
public struct PrepaidSettlement: Hashable, Sendable {
  /// Back to the customer.
  public let refund: Money
  /// To the business.
  public let revenue: Money
}
