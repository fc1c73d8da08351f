public import Kernel

/// At which moments something happens again and again.
public struct Recurrence: Sendable {
  private enum Rule: Sendable {
    /// Multiples of so many milliseconds since 1970.
    case every(Int64)
    /// Days of a calendar, at a second of the day.
    case days(TimeZoneRules, second: Int, @Sendable (CivilDate) -> Bool)
  }

  private let rule: Rule

  /// Every so often, at multiples of the interval since 1970 in UTC: every 15 minutes means at the
  /// full hour and its quarters.
  /// - Parameter interval: at least a second.
  public static func every(_ interval: Duration) -> Recurrence {
    let (seconds, attoseconds) = interval.components
    let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    return Recurrence(rule: .every(max(1_000, milliseconds)))
  }

  /// Once a day by the clock on a zone's wall. Where clocks jump over the time, right after it.
  /// - Parameter time: from `00:00` to `23:59`.
  public static func daily(at time: TimeOfDay, in zone: TimeZoneRules = .utc) -> Recurrence {
    Recurrence(rule: .days(zone, second: time.second) { _ in true })
  }

  /// Once a week by the clock on a zone's wall.
  /// - Parameter weekday: as `CivilDate.weekday` counts.
  public static func weekly(
    on weekday: Int, at time: TimeOfDay, in zone: TimeZoneRules = .utc
  ) -> Recurrence {
    Recurrence(rule: .days(zone, second: time.second) { $0.weekday == weekday })
  }

  /// Once a month by the clock on a zone's wall.
  /// - Parameter day: 1 to 31; in a shorter month its last day.
  public static func monthly(
    on day: Int, at time: TimeOfDay, in zone: TimeZoneRules = .utc
  ) -> Recurrence {
    Recurrence(
      rule: .days(zone, second: time.second) { date in
        date.day == min(max(day, 1), CivilDate.dayCount(year: date.year, month: date.month))
      })
  }

  /// The last moment that has come by an instant; nil for one before the first day that there is.
  func last(by instant: Instant) -> Instant? {
    switch rule {
    case .every(let interval):
      return Instant(
        milliseconds: instant.milliseconds.dividedRoundingDown(by: interval).quotient * interval)
    case .days(let zone, let second, let isOne):
      var date = zone.date(at: instant)
      while date > .earliest {
        if isOne(date) {
          let moment = zone.instant(on: date, at: second)
          if moment <= instant { return moment }
        }
        date = date.adding(days: -1)
      }
      return nil
    }
  }

  /// The first moment after an instant.
  public func next(after instant: Instant) -> Instant {
    switch rule {
    case .every(let interval):
      let passed = instant.milliseconds.dividedRoundingDown(by: interval).quotient
      return Instant(milliseconds: (passed + 1) * interval)
    case .days(let zone, let second, let isOne):
      var date = zone.date(at: instant)
      while true {
        if isOne(date) {
          let moment = zone.instant(on: date, at: second)
          if moment > instant { return moment }
        }
        date = date.adding(days: 1)
      }
    }
  }
}

/// A time of day on a wall's clock, to the minute.
public struct TimeOfDay: Hashable, Sendable {
  /// Seconds since midnight.
  let second: Int

  /// A time of day.
  /// - Parameters:
  ///   - hour: 0 to 23.
  ///   - minute: 0 to 59.
  public init?(hour: Int, minute: Int = 0) {
    guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
    second = hour * 3_600 + minute * 60
  }

  /// A full hour.
  /// - Parameter hour: 0 to 23; any other counts as the nearest of them.
  public static func hour(_ hour: Int) -> TimeOfDay {
    TimeOfDay(second: min(max(hour, 0), 23) * 3_600)
  }

  /// Midnight.
  public static let midnight = TimeOfDay(second: 0)

  private init(second: Int) { self.second = second }
}

extension TimeOfDay: LosslessStringConvertible {
  /// Reads `09:30`: two digits, a colon, two digits.
  public init?(_ text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 5, digits[2] == UInt8(ascii: ":"),
      let hour = Self.number(digits[0...1]), let minute = Self.number(digits[3...4])
    else { return nil }
    self.init(hour: hour, minute: minute)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    digits.reduce(0) { sum, digit in
      guard let sum, (0x30...0x39).contains(digit) else { return nil }
      return sum * 10 + Int(digit - 0x30)
    }
  }

  /// `09:30`.
  public var description: String {
    let (hours, minutes) = (second / 3_600, second / 60 % 60)
    return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
  }
}
