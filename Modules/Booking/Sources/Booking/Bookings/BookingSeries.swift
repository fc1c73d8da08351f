public import Kernel

/// Bookings that repeat at one time of the clock on the wall.
public struct BookingSeries: Hashable, Sendable {
  /// How long from one to the next.
  public let every: Interval
  /// How many there are, the first included: 2–26.
  public let count: Int

  /// How long from one booking of a series to the next.
  public enum Interval: String, Hashable, Sendable, CaseIterable {
    case week
    case twoWeeks = "two_weeks"
    /// A month that lacks the day takes its last.
    case month
  }

  /// How many bookings a series may have.
  public static let counts = 2...26

  /// A series; nil outside 2–26.
  public init?(every: Interval, count: Int) {
    guard Self.counts.contains(count) else { return nil }
    self.every = every
    self.count = count
  }

  /// When its bookings begin, the first one included. A time that clocks jump over becomes the
  /// instant of the change; of one that comes twice the first is meant.
  public func starts(from first: Instant, in zone: TimeZoneRules) -> [Instant] {
    let wall = first.adding(seconds: Int64(zone.offsetSeconds(at: first)))
    let date = zone.date(at: first)
    let midnight = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
    let sinceMidnight = wall.milliseconds(since: midnight)
    let (second, millisecond) = sinceMidnight.quotientAndRemainder(dividingBy: 1_000)
    return [first]
      + (1..<count).map { index in
        zone.instant(on: self.date(index, after: date), at: Int(second))
          .adding(milliseconds: millisecond)
      }
  }

  private func date(_ index: Int, after first: CivilDate) -> CivilDate {
    switch every {
    case .week: first.adding(days: 7 * index)
    case .twoWeeks: first.adding(days: 14 * index)
    case .month: first.adding(months: index)
    }
  }
}
