public import Kernel

extension NotificationPreferences.QuietHours {
  /// When the quiet hours that hold at an instant are over; nil if none hold. Hours that end where
  /// they begin are none. A time that clocks jump over is the instant of the change; of one that
  /// comes twice the first is meant.
  public func end(after now: Instant) -> Instant? {
    guard let from = Self.second(from), let to = Self.second(to), from != to,
      let rules = try? TimeZoneRules(identifier: zone)
    else { return nil }
    let today = rules.date(at: now)
    // Those of yesterday may reach into today.
    for date in [today.adding(days: -1), today] {
      let begin = rules.instant(on: date, at: from)
      let end = rules.instant(on: from < to ? date : date.adding(days: 1), at: to)
      if begin <= now, now < end { return end }
    }
    return nil
  }

  /// The second of the day of `22:00`; nil for what is no time of a day.
  private static func second(_ text: String) -> Int? {
    let digits = text.utf8.map { Int($0) - 48 }
    guard digits.count == 5, digits[2] == 10,
      [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) })
    else { return nil }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
    return hour < 24 && minute < 60 ? (hour * 60 + minute) * 60 : nil
  }
}
