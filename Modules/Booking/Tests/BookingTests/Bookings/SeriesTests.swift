import Booking
import Kernel
import Testing

/// Bookings that repeat, and reminders of bookings.
@Suite struct SeriesTests {
  private func starts(
    _ first: String, _ zone: String, _ every: BookingSeries.Interval, _ count: Int
  ) throws -> [String] {
    let series = try #require(BookingSeries(every: every, count: count))
    return series.starts(
      from: try #require(Instant(first)), in: try TimeZoneRules(identifier: zone)
    ).map { String("\($0)".prefix(16)) }
  }

  @Test("A series keeps the time on the wall over a change of clocks")
  func wall() throws {
    #expect(
      try starts("2026-03-22T08:00:00Z", "Europe/Paris", .week, 3) == [
        "2026-03-22T08:00", "2026-03-29T07:00", "2026-04-05T07:00",
      ])
    #expect(
      try starts("2026-03-15T01:30:00Z", "Europe/Paris", .twoWeeks, 3) == [
        "2026-03-15T01:30", "2026-03-29T01:00", "2026-04-12T00:30",
      ])
  }

  @Test("A month that lacks the day takes its last, and the next one has it again")
  func months() throws {
    #expect(
      try starts("2026-01-31T12:00:00Z", "UTC", .month, 4) == [
        "2026-01-31T12:00", "2026-02-28T12:00", "2026-03-31T12:00", "2026-04-30T12:00",
      ])
  }

  @Test("A series of any zone shows one time on the wall, the first one as it was asked for")
  func property() throws {
    var random = SplitMix(seed: 12)
    for name in Zones.odd {
      let zone = try TimeZoneRules(identifier: name)
      for _ in 0..<40 {
        let first = Instant(seconds: 1_767_225_600 + 300 * .random(in: 0..<105_120, using: &random))
        let every = BookingSeries.Interval.allCases.randomElement(using: &random) ?? .week
        let starts = try #require(BookingSeries(every: every, count: 26)).starts(
          from: first, in: zone)
        #expect(starts.count == 26 && starts[0] == first && starts == starts.sorted())
        let wall = clock(zone, first)
        #expect(
          starts.allSatisfy { start in
            clock(zone, start) == wall
              || zone.offsetSeconds(at: start)
                != zone.offsetSeconds(at: start.adding(milliseconds: -1))
          })
      }
    }
  }

  private func clock(_ zone: TimeZoneRules, _ instant: Instant) -> Int64 {
    (instant.seconds + Int64(zone.offsetSeconds(at: instant))) % 86_400
  }

  @Test("A series has 2 to 26 bookings")
  func counts() {
    #expect((0...30).filter { BookingSeries(every: .week, count: $0) != nil } == Array(2...26))
  }

  @Test("Reminders whose moment is past at booking are left out; the others come in order")
  func reminders() throws {
    let stage = try Stage()
    let plan = ReminderPlan(minutes: [60, 1_440, 60, 0])
    let start = stage.now.adding(hours: 24)
    #expect(plan.reminders(start: start, booked: stage.now).map(\.minutes) == [1_440, 60])
    #expect(
      plan.reminders(start: start, booked: stage.now.adding(milliseconds: 1)).map(\.minutes) == [60]
    )
  }

  @Test("A reminder moves with its booking and dies with it")
  func due() throws {
    let stage = try Stage()
    var booking = try stage.booking(in: 72)
    let plan = ReminderPlan(minutes: [60])
    let old = try #require(plan.reminders(start: booking.start, booked: stage.now).first)
    #expect(plan.isDue(old, of: booking, at: old.at))
    #expect(!plan.isDue(old, of: booking, at: booking.start))
    _ = try booking.move(
      to: booking.start.adding(hours: 24), staffID: nil, by: .customer, at: stage.now,
      limits: stage.limits)
    let new = try #require(plan.reminders(start: booking.start, booked: stage.now).first)
    #expect(!plan.isDue(old, of: booking, at: old.at) && plan.isDue(new, of: booking, at: new.at))
    _ = try booking.cancel(by: .staff, at: stage.now)
    #expect(!plan.isDue(new, of: booking, at: new.at))
  }
}
