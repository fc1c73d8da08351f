public import Kernel

/// The days and months of a company: by the clocks of its zone, over all their changes.
public struct LocalCalendar: Sendable {
  /// The rules of the zone.
  public let zone: TimeZoneRules

  /// The calendar of a zone.
  /// - Parameter timeZone: its IANA name.
  /// - Throws: `TimeZoneError`.
  public init(_ timeZone: String) throws(TimeZoneError) {
    zone = try TimeZoneRules(identifier: timeZone)
  }

  /// The day that it is there.
  public func date(at now: Instant) -> CivilDate { zone.date(at: now) }

  /// A day, from its first instant to the next one's. One that the zone has skipped is empty.
  public func day(_ date: CivilDate) -> Range<Instant> {
    let start = zone.startOfDay(date)
    return start..<max(start, zone.startOfDay(date.adding(days: 1)))
  }

  /// The calendar month that it is there, from its first instant to the next one's.
  public func month(at now: Instant) -> Range<Instant> {
    let first = date(at: now).firstOfMonth
    return zone.startOfDay(first)..<zone.startOfDay(first.adding(months: 1))
  }
}

extension CivilDate {
  /// The first day of its month.
  var firstOfMonth: CivilDate { adding(days: 1 - day) }
}
