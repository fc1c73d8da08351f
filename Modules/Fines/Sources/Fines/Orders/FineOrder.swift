public import Kernel

/// How a fine stands with us.
public enum FineStatus: String, Hashable, Sendable, CaseIterable {
  /// It is owed.
  case open
  /// It was paid through us; the registry does not know yet.
  case processing
  /// The registry says it is paid.
  case paid
  /// The registry says it is owed no more.
  case cancelled
  /// The registry lists it no more.
  case closed
}

/// Somebody's fine: what the registry said last, and what became of it with us.
public struct FineOrder: Hashable, Sendable {
  /// What the registry said when it last listed it.
  public private(set) var fine: RegistryFine
  /// How it stands.
  public private(set) var status: FineStatus

  /// A fine as it is first heard of.
  public init(_ fine: RegistryFine) {
    self.fine = fine
    status = Self.heard(fine.status)
  }

  /// A fine as it was kept.
  public init(_ fine: RegistryFine, status: FineStatus) {
    self.fine = fine
    self.status = status
  }

  /// Takes over what a good answer says; nil says that the answer does not list it.
  /// - Returns: whether anything changed.
  public mutating func hear(_ listed: RegistryFine?) -> Bool {
    let before = self
    if let listed {
      fine = listed
      switch (status, Self.heard(listed.status)) {
      // Registries are late: what was paid through us is not owed again.
      case (.processing, .open), (.paid, _), (.cancelled, _): break
      case (_, let heard): status = heard
      }
    } else {
      switch status {
      case .open: status = .closed
      // A registry that forgets what is settled has settled it.
      case .processing: status = .paid
      case .paid, .cancelled, .closed: break
      }
    }
    return self != before
  }

  /// Notes that it was paid through us.
  public mutating func pay() {
    if status == .open || status == .closed { status = .processing }
  }

  /// Notes that such a payment was given back: it is owed again, unless the registry said more.
  public mutating func takeBackPayment() {
    if status == .processing { status = .open }
  }

  /// What settles it on a date: nothing where it is not open.
  public func payable(on today: CivilDate) -> Money {
    guard status == .open else { return .zero(fine.amount.unit) }
    guard let discount = discount(on: today) else { return fine.outstanding }
    return discount.amount
  }

  /// The discount that holds on a date: while it lasts, and nothing was paid.
  public func discount(on today: CivilDate) -> FineDiscount? {
    guard status == .open, fine.status == .unpaid, fine.outstanding == fine.amount,
      let discount = fine.discount, today <= discount.until
    else { return nil }
    return discount
  }

  /// Whether its discount is to be reminded of: it ends in three days.
  public func isDiscountEnding(on today: CivilDate) -> Bool {
    discount(on: today).map { today.adding(days: 3) == $0.until } ?? false
  }

  /// Open ones first, the latest first, then by number: how people look for them.
  public static func comesFirst(_ left: FineOrder, _ right: FineOrder) -> Bool {
    let (one, other) = (left.status == .open, right.status == .open)
    if one != other { return one }
    if left.fine.date != right.fine.date { return left.fine.date > right.fine.date }
    return left.fine.number < right.fine.number
  }

  private static func heard(_ status: RegistryStatus) -> FineStatus {
    switch status {
    case .unpaid, .partiallyPaid: .open
    case .paid: .paid
    case .cancelled: .cancelled
    }
  }
}

/// What open fines come to.
public struct FineTotals: Hashable, Sendable {
  /// How many are open.
  public let count: Int
  /// What is owed without discounts.
  public let outstanding: Money
  /// What settles them today.
  public let payable: Money

  /// Sums up. Throws `overflow`, or `unitMismatch` if one is of another currency.
  public init(
    of orders: [FineOrder], on today: CivilDate, in unit: Unit
  ) throws(MoneyArithmeticError) {
    var (count, outstanding, payable) = (0, Money.zero(unit), Money.zero(unit))
    for order in orders where order.status == .open {
      count += 1
      outstanding = try outstanding.adding(order.fine.outstanding)
      payable = try payable.adding(order.payable(on: today))
    }
    self.count = count
    self.outstanding = outstanding
    self.payable = payable
  }
}
