public import Kernel

/// What limits a driver beside the litres of a month; a limit that is nil is none.
public struct DriverLimits: Hashable, Sendable {
  /// The most litres of one transaction.
  public var perTransaction: Liters?
  /// The most litres of a day.
  public var dailyLiters: Liters?
  /// The most transactions of a day.
  public var dailyCount: Int?
  /// The hours in which they are served.
  public var hours: Hours?
  /// The weekdays on which they are served, 1 for Monday to 7.
  public var weekdays: Set<Int>?
  /// What they are served.
  public var products: Set<FuelProduct>?
  /// What is done where a limit is passed.
  public var action: Action

  /// A stretch of the day by the consumer's clock; it may pass midnight.
  public struct Hours: Hashable, Sendable {
    /// The first minute, counted from midnight.
    public let from: Int
    /// The minute after the last one, another than `from`.
    public let to: Int

    /// Makes a stretch.
    public init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// What is done where a limit is passed.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// The request is refused.
    case decline
    /// It passes with a flag, and the consumer's managers are told.
    case alert
  }

  /// Puts limits together.
  public init(
    perTransaction: Liters? = nil, dailyLiters: Liters? = nil, dailyCount: Int? = nil,
    hours: Hours? = nil, weekdays: Set<Int>? = nil, products: Set<FuelProduct>? = nil,
    action: Action = .decline
  ) {
    self.perTransaction = perTransaction
    self.dailyLiters = dailyLiters
    self.dailyCount = dailyCount
    self.hours = hours
    self.weekdays = weekdays
    self.products = products
    self.action = action
  }
}

/// What is sold.
public enum FuelProduct: String, Hashable, Sendable, CaseIterable {
  case diesel, gasoline, lpg, adblue
}
