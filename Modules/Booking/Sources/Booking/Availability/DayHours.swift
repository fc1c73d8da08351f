/// When a day is open: up to six intervals, in order, none overlapping another.
public struct DayHours: Hashable, Sendable {
  /// The intervals; empty for a day that is closed.
  public let intervals: [Interval]

  /// From a time of the day to a later one. Half-open.
  public struct Interval: Hashable, Sendable {
    /// When it opens.
    public let from: WallTime
    /// When it closes.
    public let to: WallTime

    /// An interval.
    public init(from: WallTime, to: WallTime) {
      self.from = from
      self.to = to
    }
  }

  /// The most intervals of a day.
  public static let mostIntervals = 6
  /// A day without an interval.
  public static let closed = DayHours(unchecked: [])
  /// A day that is open from its beginning to its end.
  public static let wholeDay = DayHours(unchecked: [Interval(from: .midnight, to: .endOfDay)])

  /// A day's hours. Intervals may touch.
  /// - Throws: `tooManyIntervals`, `emptyInterval`, `outOfOrder`.
  public init(_ intervals: [Interval]) throws(HoursError) {
    guard intervals.count <= Self.mostIntervals else { throw .tooManyIntervals }
    guard intervals.allSatisfy({ $0.from < $0.to }) else { throw .emptyInterval }
    guard zip(intervals, intervals.dropFirst()).allSatisfy({ $0.to <= $1.from }) else {
      throw .outOfOrder
    }
    self.init(unchecked: intervals)
  }

  private init(unchecked intervals: [Interval]) {
    self.intervals = intervals
  }
}

/// Why intervals are no hours of a day, in order of precedence.
public enum HoursError: Error, Hashable, Sendable, CaseIterable {
  /// More than six.
  case tooManyIntervals
  /// One ends where it begins, or before.
  case emptyInterval
  /// One begins before the one in front of it has ended.
  case outOfOrder
}
