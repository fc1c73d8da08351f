public import Kernel

/// The days that a statement is of, the first and the last included.
public struct StatementPeriod: Sendable, Hashable {
  /// How many days it may have: a year, be it a leap year.
  public static let longest = 366

  /// The first day.
  public let from: CivilDate
  /// The last day; it may be yet to come.
  public let to: CivilDate

  /// Takes the days that somebody asked for. Without the last it is today, without the first that
  /// of the last one's month.
  /// - Throws: `StatementRefusal`.
  public init(
    from: CivilDate?, to: CivilDate?, today: CivilDate
  ) throws(StatementRefusal) {
    let last = to ?? today
    let first = from ?? last.adding(days: 1 - last.day)
    guard first <= last else { throw .endsBeforeItBegins }
    guard first.days(until: last) < Self.longest else { throw .tooLong }
    self.from = first
    self.to = last
  }

  /// When it begins and when it is over, in a zone.
  func bounds(in zone: TimeZoneRules) -> (start: Instant, end: Instant) {
    (zone.startOfDay(from), zone.startOfDay(to.adding(days: 1)))
  }
}

/// Why there is no statement of some days.
public enum StatementRefusal: Error, Sendable, Hashable, CaseIterable {
  /// The first day is after the last.
  case endsBeforeItBegins
  /// There are more days than `StatementPeriod.longest`.
  case tooLong
}
