public import Kernel

extension TimeZoneRules {
  /// The instant at which somebody opens at a time of a date: the first at which the clock shows
  /// it, or the instant of the change where clocks jump over it.
  public func opening(on date: CivilDate, at time: WallTime) -> Instant {
    guard time < .endOfDay else { return startOfDay(date.adding(days: 1)) }
    return instant(on: date, at: time.minutes * 60)
  }

  /// The instant at which somebody closes at a time of a date: the last at which the clock shows
  /// it, or the instant of the change where clocks jump over it. `24:00` is the instant at which
  /// the date is over, even where the clock shows midnight once more.
  public func closing(on date: CivilDate, at time: WallTime) -> Instant {
    let first = opening(on: date, at: time)
    guard time < .endOfDay else { return first }
    // No zone changes its clocks twice within 26 hours, and no change is of more.
    let later = offsetSeconds(at: first.adding(seconds: 26 * 3_600))
    let wall = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.minutes) * 60
    let second = Instant(seconds: wall - Int64(later))
    return second > first && offsetSeconds(at: second) == later ? second : first
  }
}
