public import Kernel

/// What limits a driver, held against what they used.
public struct LimitRules: Sendable {
  private let limits: DriverLimits?
  private let tankCapacity: Liters?
  private let monthlyLimit: Liters?
  private let use: FuelUse
  private let calendar: FuelCalendar

  /// The limits of a driver.
  /// - Parameters:
  ///   - use: what counts beside the transaction itself: for a request with what waits, for an
  ///     approval without.
  ///   - calendar: what day it is for the consumer.
  public init(of driver: Driver, use: FuelUse, calendar: FuelCalendar) {
    limits = driver.limits
    tankCapacity = driver.tankCapacity
    monthlyLimit = driver.monthlyLimit
    self.use = use
    self.calendar = calendar
  }

  /// Holds a transaction against the limits.
  /// - Returns: the limits that it passes, where they only alert.
  /// - Throws: `TransactionRefusal.limitExceeded`, then `monthlyLimitExceeded`.
  public func check(
    _ liters: Liters, of product: FuelProduct?
  ) throws(TransactionRefusal) -> [String] {
    let breaches = breaches(by: liters, of: product)
    if let first = breaches.first, limits?.action ?? .decline == .decline {
      throw .limitExceeded(first)
    }
    if let allowed = monthlyLimit {
      let used = use.month.minorUnits + use.pending.minorUnits
      guard used + liters.minorUnits <= allowed.minorUnits else {
        throw .monthlyLimitExceeded(allowed: allowed, used: .liters(hundredths: used))
      }
    }
    return breaches.map(\.limit)
  }

  /// The limits other than the month's that a transaction passes, in the order in which they are
  /// told.
  public func breaches(by liters: Liters, of product: FuelProduct?) -> [LimitBreach] {
    [
      perTransaction(liters), dailyLiters(liters), dailyCount(), hours(), weekdays(),
      products(product), tank(liters),
    ].compactMap(\.self)
  }

  /// Whether a transaction is the one by which 80 % of the month are used.
  public func isNearMonthlyLimit(by liters: Liters) -> Bool {
    guard let monthlyLimit else { return false }
    func isNear(_ used: Int64) -> Bool {
      Int128(used) * 10 >= Int128(monthlyLimit.minorUnits) * 8
    }
    let used = use.month.minorUnits
    return !isNear(used) && isNear(used + liters.minorUnits)
  }

  private func perTransaction(_ liters: Liters) -> LimitBreach? {
    guard let allowed = limits?.perTransaction, liters.minorUnits > allowed.minorUnits else {
      return nil
    }
    return LimitBreach(limit: "per_transaction_liters", allowed: "\(allowed)")
  }

  private func dailyLiters(_ liters: Liters) -> LimitBreach? {
    guard let allowed = limits?.dailyLiters else { return nil }
    let used = use.day.minorUnits + use.pending.minorUnits
    guard used + liters.minorUnits > allowed.minorUnits else { return nil }
    return LimitBreach(
      limit: "daily_liters", allowed: "\(allowed)", used: "\(Liters.liters(hundredths: used))")
  }

  private func dailyCount() -> LimitBreach? {
    guard let allowed = limits?.dailyCount else { return nil }
    let used = use.dayCount + use.pendingCount
    guard used + 1 > allowed else { return nil }
    return LimitBreach(limit: "daily_count", allowed: "\(allowed)", used: "\(used)")
  }

  private func hours() -> LimitBreach? {
    guard let hours = limits?.hours, !hours.contains(minute: calendar.minute) else { return nil }
    return LimitBreach(limit: "hours")
  }

  private func weekdays() -> LimitBreach? {
    guard let days = limits?.weekdays, !days.contains(calendar.weekday) else { return nil }
    return LimitBreach(limit: "weekdays")
  }

  /// Who does not say what is filled is not let around a limit of products.
  private func products(_ product: FuelProduct?) -> LimitBreach? {
    guard let products = limits?.products else { return nil }
    if let product, products.contains(product) { return nil }
    return LimitBreach(limit: "products")
  }

  private func tank(_ liters: Liters) -> LimitBreach? {
    guard let tankCapacity, liters.minorUnits > tankCapacity.minorUnits else { return nil }
    return LimitBreach(limit: "tank_capacity", allowed: "\(tankCapacity)")
  }
}

extension DriverLimits.Hours {
  /// Whether a minute of the day, counted from midnight, is within.
  public func contains(minute: Int) -> Bool {
    from < to ? from <= minute && minute < to : from <= minute || minute < to
  }
}
