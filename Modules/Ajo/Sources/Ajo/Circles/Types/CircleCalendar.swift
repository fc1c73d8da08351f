public import Kernel

/// At which moments something happens in a circle, by the clock on the wall of its zone: the day
/// counts, however many hours it has.
///
/// | moment | what happens |
/// | --- | --- |
/// | 00:05, 12:00 and 20:00 of the due day | mandates are collected |
/// | the end of the due day | the cycle is due |
/// | 00:10 of the day after | what is complete is paid out |
/// | 00:10 of the day after, plus the days of grace | who has not paid is late |
public struct CircleCalendar: Sendable {
  let zone: TimeZoneRules
  let graceDays: Int

  /// When mandates are collected on a due day, in seconds since midnight.
  private static let mandates = [5 * 60, 12 * 3_600, 20 * 3_600]
  /// When days are looked at that have ended, in seconds since midnight.
  private static let looks = 10 * 60

  /// The calendar of a circle.
  /// - Throws: `TimeZoneError`.
  public init(of terms: CircleTerms) throws(TimeZoneError) {
    zone = try TimeZoneRules(identifier: terms.timeZone)
    graceDays = terms.graceDays
  }

  /// The day that it is for the circle.
  public func date(at instant: Instant) -> CivilDate { zone.date(at: instant) }

  /// The end of a due day: payouts come after it.
  public func dueInstant(of date: CivilDate) -> Instant {
    zone.startOfDay(date.adding(days: 1))
  }

  /// When a cycle that is complete is paid out, unless its last contribution came after its end.
  public func payoutMoment(of date: CivilDate) -> Instant {
    zone.instant(on: date.adding(days: 1), at: Self.looks)
  }

  /// From when on a contribution that is due on a day is late.
  public func lateMoment(of date: CivilDate) -> Instant {
    zone.instant(on: date.adding(days: 1 + graceDays), at: Self.looks)
  }

  /// From when on a contribution that is due on a day costs the late fee: the end of its grace.
  public func graceEnd(of date: CivilDate) -> Instant {
    zone.startOfDay(date.adding(days: 1 + graceDays))
  }

  /// When mandates are collected on a due day.
  public func mandateMoments(of date: CivilDate) -> [Instant] {
    Self.mandates.map { zone.instant(on: date, at: $0) }
  }
}
