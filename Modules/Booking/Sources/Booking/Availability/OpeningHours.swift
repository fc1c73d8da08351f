public import Kernel

/// When a service or a person is open, on the clocks of a zone.
public struct OpeningHours: Sendable {
  /// The hours on the clock.
  public let hours: WorkingHours
  /// Whose clocks.
  public let zone: TimeZoneRules

  /// Hours in a zone.
  public init(_ hours: WorkingHours, in zone: TimeZoneRules) {
    self.hours = hours
    self.zone = zone
  }

  /// The time that is open on a date. A whole day has as many hours as its date: 23, 24 or 25
  /// mostly, none where the zone has skipped it.
  func windows(on date: CivilDate) -> [Range<Instant>] {
    hours.hours(on: date).intervals.map { interval in
      let opens = zone.opening(on: date, at: interval.from)
      return opens..<max(opens, zone.closing(on: date, at: interval.to))
    }
  }

  /// The time that is open on dates.
  public func openTime(on dates: ClosedRange<CivilDate>) -> TimeSet {
    TimeSet(union: days(dates).flatMap(windows(on:)))
  }

  private func days(_ dates: ClosedRange<CivilDate>) -> [CivilDate] {
    (0...dates.lowerBound.days(until: dates.upperBound)).map { dates.lowerBound.adding(days: $0) }
  }
}

/// The open time around some dates, and from where slots are counted in it.
public struct OpenDays: Sendable {
  /// The time that is open. Windows that touch are one, over midnight too.
  public let openTime: TimeSet
  /// The same time, parted where the grid of slots begins anew.
  let runs: [Range<Instant>]

  /// Looks at the hours around dates: far enough back to find the opening of every window that is
  /// open on them, and as far on as the longest slot reaches.
  public init(_ opening: OpeningHours, on dates: ClosedRange<CivilDate>) {
    let monday = dates.lowerBound.adding(days: 1 - dates.lowerBound.weekday)
    let end = dates.upperBound.adding(days: 2)
    openTime = opening.openTime(on: monday.adding(days: -7)...end)
    var cuts: [Instant] = []
    for days in stride(from: 0, through: monday.days(until: end), by: 7) {
      let start = opening.zone.startOfDay(monday.adding(days: days))
      let week = opening.zone.startOfDay(monday.adding(days: days - 7))..<start
      if openTime.holds(week) { cuts.append(start) }
    }
    runs = openTime.intervals.flatMap { Self.parts(of: $0, at: cuts) }
  }

  private static func parts(of window: Range<Instant>, at cuts: [Instant]) -> [Range<Instant>] {
    var parts: [Range<Instant>] = []
    var start = window.lowerBound
    for cut in cuts where cut > start && cut < window.upperBound {
      parts.append(start..<cut)
      start = cut
    }
    return parts + [start..<window.upperBound]
  }

  /// The instant from which slots are counted at an instant: the opening of its window. A window
  /// that was open all of last week counts anew from Monday 00:00, so that clock changes do not
  /// shift the grid of a place that never closes for ever.
  public func gridOrigin(at instant: Instant) -> Instant? {
    let place = runs.place { $0.upperBound > instant }
    guard place < runs.count, runs[place].lowerBound <= instant else { return nil }
    return runs[place].lowerBound
  }
}
