public import Kernel

/// The civil day by which checks are counted.
public struct QuotaDay: Hashable, Sendable {
  /// Its date.
  public let date: CivilDate
  /// The first instant of the next one: when counting begins anew.
  public let resetsAt: Instant

  /// The day that it is in a zone.
  public init(at now: Instant, in zone: TimeZoneRules) {
    date = zone.date(at: now)
    resetsAt = zone.startOfDay(date.adding(days: 1))
  }

  /// How long until counting begins anew, in whole seconds, at least one.
  public func secondsToReset(from now: Instant) -> Int64 {
    let left = resetsAt.milliseconds(since: now)
    return max(1, (left + 999).dividedRoundingDown(by: 1_000).quotient)
  }
}

/// How many checks somebody made on a day, and how many there may be.
public struct DailyUsage: Hashable, Sendable {
  /// Those that count.
  public private(set) var count: Int64
  /// The most that there may be; may be below `count` after premium has ended.
  public let limit: Int64

  /// The usage of a day.
  public init(count: Int64, limit: Int64) {
    self.count = count
    self.limit = limit
  }

  /// How many are left.
  public var remaining: Int64 { max(0, limit - count) }

  /// Counts one more; false, and nothing counted, where none is left.
  public mutating func take() -> Bool {
    guard count < limit else { return false }
    count += 1
    return true
  }

  /// Takes one back, as the registry did not answer; never below nothing.
  public mutating func giveBack() {
    count = max(0, count - 1)
  }
}
