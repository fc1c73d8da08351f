public import Kernel

/// A day of the week, by the names that opening hours have for it.
public enum Weekday: String, Hashable, Sendable, CaseIterable {
  case mon, tue, wed, thu, fri, sat, sun

  /// The day of the week of a date.
  public init(of date: CivilDate) {
    self = Self.allCases[date.weekday - 1]
  }
}
