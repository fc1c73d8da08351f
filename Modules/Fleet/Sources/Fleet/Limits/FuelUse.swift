public import Kernel

/// What a driver was served and has requested, as limits count it.
public struct FuelUse: Hashable, Sendable {
  /// The litres that were approved in this month, reversed ones left out.
  public var month: Liters
  /// The litres that were approved on this day.
  public var day: Liters
  /// The transactions that were approved on this day.
  public var dayCount: Int
  /// The litres that wait to be decided.
  public var pending: Liters
  /// The transactions that wait to be decided.
  public var pendingCount: Int

  /// Puts what was used together.
  public init(month: Liters, day: Liters, dayCount: Int, pending: Liters, pendingCount: Int) {
    self.month = month
    self.day = day
    self.dayCount = dayCount
    self.pending = pending
    self.pendingCount = pendingCount
  }

  /// Nothing.
  public static let none = FuelUse(
    month: .zero(.litres), day: .zero(.litres), dayCount: 0, pending: .zero(.litres),
    pendingCount: 0)
}

/// The day and the month that it is by a consumer's clock.
public struct FuelCalendar: Sendable {
  /// The month, from its first instant to the next month's.
  public let month: Range<Instant>
  /// The day, from its first instant to the next day's.
  public let day: Range<Instant>
  /// The weekday, 1 for Monday to 7.
  public let weekday: Int
  /// The minute of the day, counted from midnight by the clock on the wall.
  public let minute: Int

  /// What it is at an instant in a zone.
  public init(at now: Instant, in zone: TimeZoneRules) {
    let today = zone.date(at: now)
    let first = today.adding(days: 1 - today.day)
    month = Self.span(from: first, to: first.adding(months: 1), in: zone)
    day = Self.span(from: today, to: today.adding(days: 1), in: zone)
    weekday = today.weekday
    let local = now.seconds + Int64(zone.offsetSeconds(at: now))
    minute = Int(local.dividedRoundingDown(by: 86_400).remainder / 60)
  }

  private static func span(
    from first: CivilDate, to next: CivilDate, in zone: TimeZoneRules
  ) -> Range<Instant> {
    let start = zone.startOfDay(first)
    return start..<max(start, zone.startOfDay(next))
  }
}
