public import Kernel

/// Some days of a company's calendar, both ends included.
public struct CivilPeriod: Hashable, Sendable {
  /// The most days that are summed up at once.
  public static let longest = 366

  /// The first day.
  public let from: CivilDate
  /// The last day.
  public let to: CivilDate

  /// The days that somebody asks for; by default the month that it is.
  /// - Parameters:
  ///   - from: the first day; nil for the first of the month of `to`, or of this month.
  ///   - to: the last day; nil for today, or for the last of this month where `from` is nil too.
  /// - Throws: `PeriodRefusal`.
  public init(
    from: CivilDate?, to: CivilDate?, today: CivilDate
  ) throws(PeriodRefusal) {
    let month = today.firstOfMonth
    self.from = from ?? to?.firstOfMonth ?? month
    self.to =
      to ?? from.map { max($0, today) } ?? month.adding(months: 1).adding(days: -1)
    guard self.from <= self.to else { throw .endsBeforeItBegins }
    guard self.from.days(until: self.to) < Self.longest else { throw .tooLong }
  }

  /// Its days.
  public var days: [CivilDate] {
    (0...from.days(until: to)).map { from.adding(days: $0) }
  }
}

/// Why days are not summed up, in order of precedence.
public enum PeriodRefusal: Error, Hashable, Sendable, CaseIterable {
  /// The first day is after the last one.
  case endsBeforeItBegins
  /// There are more than `CivilPeriod.longest`.
  case tooLong
}

/// A month of a calendar.
public struct CivilMonth: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Its first day.
  public let first: CivilDate

  /// The month of a day.
  public init(of date: CivilDate) {
    first = date.firstOfMonth
  }

  /// Whether it comes first.
  public static func < (left: CivilMonth, right: CivilMonth) -> Bool { left.first < right.first }

  /// Year and month: `2026-01`.
  public var description: String { String(first.description.prefix(7)) }
}
