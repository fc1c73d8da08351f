import Booking
import Kernel
import Testing

/// What clocks on the wall mean on the days on which they change.
@Suite struct WallTimeTests {
  @Test("Every minute of every change of 2026 and 2027 opens at its first and closes at its last")
  func changes() throws {
    var days = 0
    for name in try Zones.all() {
      let zone = try TimeZoneRules(identifier: name)
      for date in Zones.changes(in: zone) {
        days += 1
        let clocks = WallClocks(zone, on: date.adding(days: -1)...date.adding(days: 1))
        for minute in 0..<1_440 {
          let time = try #require(WallTime(minutes: minute))
          guard
            zone.opening(on: date, at: time) == clocks.instant(clocks.opening(date, minute)),
            zone.closing(on: date, at: time) == clocks.instant(clocks.closing(date, minute))
          else {
            Issue.record("\(name) \(date) \(time)")
            break
          }
        }
      }
    }
    #expect(days > 100)
  }

  @Test("A whole day is its date: 23, 24 or 25 hours, wherever the clocks change")
  func wholeDays() throws {
    for name in try Zones.all() {
      let zone = try TimeZoneRules(identifier: name)
      for date in Zones.changes(in: zone) {
        for day in [date.adding(days: -1), date, date.adding(days: 1)] {
          let hours = OpeningHours(WorkingHours(week: [Weekday(of: day): .wholeDay]), in: zone)
          let time = hours.openTime(on: day...day).intervals
          #expect(time == [zone.startOfDay(day)..<zone.startOfDay(day.adding(days: 1))])
        }
      }
    }
  }

  @Test("A time is two digits, a colon, two digits, to 24:00")
  func texts() throws {
    for minutes in 0...1_440 {
      let time = try #require(WallTime(minutes: minutes))
      #expect(WallTime("\(time)") == time)
    }
    for text in ["24:01", "9:00", "09:60", "09-00", "0900", "09:00 ", "٠٩:٠٠", ""] {
      #expect(WallTime(text) == nil, "\(text)")
    }
  }

  @Test("Hours of a day are at most six intervals, in order, none over another")
  func dayHours() throws {
    func hours(_ times: [(Int, Int)]) throws -> DayHours {
      try DayHours(
        times.map { from, to in
          .init(
            from: try #require(WallTime(minutes: from)), to: try #require(WallTime(minutes: to)))
        })
    }
    #expect(try hours([(0, 60), (60, 120)]).intervals.count == 2)
    #expect(throws: HoursError.outOfOrder) { try hours([(0, 61), (60, 120)]) }
    #expect(throws: HoursError.outOfOrder) { try hours([(60, 120), (0, 30)]) }
    #expect(throws: HoursError.emptyInterval) { try hours([(60, 60)]) }
    #expect(throws: HoursError.tooManyIntervals) { try hours((0..<7).map { ($0, $0 + 1) }) }
    #expect(try hours((0..<6).map { ($0, $0 + 1) }).intervals.count == 6)
  }
}
