public import Kernel

/// What a driver was served in a calendar month of the consumer's zone.
public struct MonthUse: Hashable, Sendable {
  /// The litres of what was approved in the month and is not reversed.
  public let used: Liters
  /// The litres of what waits to be decided.
  public let pending: Liters

  /// Puts a use together.
  public init(used: Liters, pending: Liters) {
    self.used = used
    self.pending = pending
  }

  /// Nothing.
  public static let none = MonthUse(used: .zero(.litres), pending: .zero(.litres))

  /// The litres that a limit leaves, from zero up; nil where there is none.
  public func remaining(of limit: Liters?) -> Liters? {
    limit.map {
      .liters(hundredths: max(0, $0.minorUnits - used.minorUnits - pending.minorUnits))
    }
  }
}

/// A driver as those see them who may: with what this month has brought.
public struct DriverSight: Hashable, Sendable {
  /// The driver.
  public let driver: Driver
  /// What they were served this month.
  public let month: MonthUse

  /// Makes a sight.
  public init(driver: Driver, month: MonthUse) {
    self.driver = driver
    self.month = month
  }
}

/// A driver with the zone of their company's days.
public struct LocalDriver: Hashable, Sendable {
  /// The driver.
  public var driver: Driver
  /// The zone of the consumer, as an IANA name.
  public let timeZone: String

  /// Makes one.
  public init(driver: Driver, timeZone: String) {
    self.driver = driver
    self.timeZone = timeZone
  }

  /// The calendar month that it is there.
  func month(at now: Instant) throws -> DriverMonth {
    DriverMonth(driverID: driver.id, span: try LocalCalendar(timeZone).month(at: now))
  }
}

/// A driver and a month.
public struct DriverMonth: Hashable, Sendable {
  /// The driver.
  public let driverID: Driver.ID
  /// The month, from its first instant to the next one's.
  public let span: Range<Instant>

  /// Makes one.
  public init(driverID: Driver.ID, span: Range<Instant>) {
    self.driverID = driverID
    self.span = span
  }
}
