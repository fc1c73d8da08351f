public import Kernel

extension SlotCalendar {
  /// Every slot that can be booked, by start: exactly those that `place` gives a place to.
  /// - Parameters:
  ///   - starts: when slots may begin. Their dates in the service's zone must be among those that
  ///     `days` was made for.
  ///   - seats: how many seats are asked for.
  ///   - staffID: who is to serve; nil for anybody.
  ///   - now: business time.
  public func slots(
    in starts: Range<Instant>, seats: Int = 1, staffID: UserID? = nil, at now: Instant
  ) -> [Slot] {
    var slots: [Slot] = []
    for run in days.runs where run.overlaps(starts) {
      let first = max(run.lowerBound, max(starts.lowerBound, now))
      let sinceOrigin = first.milliseconds(since: run.lowerBound)
      let steps = (sinceOrigin + terms.step - 1) / terms.step
      var start = run.lowerBound.adding(milliseconds: steps * terms.step)
      let end = min(run.upperBound, starts.upperBound)
      while start < end {
        let request = SlotRequest(start, seats: seats, staffID: staffID)
        if let slot = try? offer(of: request, at: now) { slots.append(slot) }
        start = start.adding(milliseconds: terms.step)
      }
    }
    return slots
  }

  /// The instants at which slots may begin that are listed for civil dates of a zone, which may be
  /// another than the service's.
  public static func starts(
    on dates: ClosedRange<CivilDate>, in zone: TimeZoneRules
  ) -> Range<Instant> {
    let start = zone.startOfDay(dates.lowerBound)
    return start..<max(start, zone.startOfDay(dates.upperBound.adding(days: 1)))
  }

  /// The dates of a service's zone on which those instants lie.
  public static func dates(
    of starts: Range<Instant>, in zone: TimeZoneRules
  ) -> ClosedRange<CivilDate> {
    let first = zone.date(at: starts.lowerBound)
    return first...max(first, zone.date(at: starts.upperBound.adding(milliseconds: -1)))
  }
}
