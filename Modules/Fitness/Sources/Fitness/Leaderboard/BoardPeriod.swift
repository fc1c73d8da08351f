public import Kernel

/// Over which dates a leaderboard counts.
public enum BoardPeriod: String, Hashable, Sendable, CaseIterable {
  /// Monday to Sunday.
  case weekly
  /// A calendar month.
  case monthly
  /// Since ever.
  case allTime = "all_time"

  /// The dates of the period that holds a date; nil for all there are.
  public func dates(around date: CivilDate) -> ClosedRange<CivilDate>? {
    switch self {
    case .weekly:
      let monday = date.adding(days: 1 - date.weekday)
      return monday...monday.adding(days: 6)
    case .monthly:
      let first = date.adding(days: 1 - date.day)
      return
        first...first.adding(
          days: CivilDate.dayCount(year: first.year, month: first.month) - 1)
    case .allTime: return nil
    }
  }

  /// The same period before the one that holds a date; nil where there is none.
  public func datesBefore(_ date: CivilDate) -> ClosedRange<CivilDate>? {
    dates(around: date).flatMap { dates(around: $0.lowerBound.adding(days: -1)) }
  }
}
