public import Kernel

/// The hours of a week, and the dates on which others hold.
public struct WorkingHours: Hashable, Sendable {
  /// The hours of each day; a day left out is closed.
  public var week: [Weekday: DayHours]
  /// What holds on single dates in place of the week's hours.
  public var overrides: [CivilDate: DayHours]

  /// Hours.
  public init(week: [Weekday: DayHours], overrides: [CivilDate: DayHours] = [:]) {
    self.week = week
    self.overrides = overrides
  }

  /// Every day from its beginning to its end.
  public static let always = WorkingHours(
    week: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, .wholeDay) }))

  /// The hours of a date.
  public func hours(on date: CivilDate) -> DayHours {
    overrides[date] ?? week[Weekday(of: date)] ?? .closed
  }
}
