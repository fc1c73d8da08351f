import Jobs
import Kernel
import Testing
import Work

@Suite struct RecurrenceTests {
  private func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }

  @Test("An interval's moments are its multiples since 1970")
  func every() throws {
    let quarters = Recurrence.every(.seconds(900))
    #expect(
      quarters.next(after: try instant("2026-01-31T08:01:00Z"))
        == (try instant("2026-01-31T08:15:00Z")))
    #expect(
      quarters.next(after: try instant("2026-01-31T08:15:00Z"))
        == (try instant("2026-01-31T08:30:00Z")))
    #expect(
      quarters.next(after: try instant("1969-12-31T23:50:00Z"))
        == (try instant("1970-01-01T00:00:00Z")))
  }

  @Test("A day's time is the wall's, before and after clocks are changed")
  func daily() throws {
    let zone = try TimeZoneRules(identifier: "Europe/Berlin")
    let nine = Recurrence.daily(at: try #require(TimeOfDay("09:00")), in: zone)
    #expect(
      nine.next(after: try instant("2026-03-28T12:00:00Z"))
        == (try instant("2026-03-29T07:00:00Z")))
    #expect(
      nine.next(after: try instant("2026-03-27T12:00:00Z"))
        == (try instant("2026-03-28T08:00:00Z")))
  }

  @Test("A time that clocks jump over happens right after it, and one that comes twice once")
  func changes() throws {
    let zone = try TimeZoneRules(identifier: "Europe/Berlin")
    let night = Recurrence.daily(at: try #require(TimeOfDay("02:30")), in: zone)
    #expect(
      night.next(after: try instant("2026-03-28T12:00:00Z"))
        == (try instant("2026-03-29T01:00:00Z")))
    let first = night.next(after: try instant("2026-10-24T12:00:00Z"))
    #expect(first == (try instant("2026-10-25T00:30:00Z")))
    #expect(night.next(after: first) == (try instant("2026-10-26T01:30:00Z")))
  }

  @Test("The 31st of a shorter month is its last day")
  func monthly() throws {
    let last = Recurrence.monthly(on: 31, at: .midnight)
    var moment = try instant("2026-01-15T00:00:00Z")
    var days: [String] = []
    for _ in 1...4 {
      moment = last.next(after: moment)
      days.append("\(TimeZoneRules.utc.date(at: moment))")
    }
    #expect(days == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"])
  }

  @Test("A week's day is the wall's")
  func weekly() throws {
    let friday = try #require(CivilDate("2026-01-30"))
    let weekly = Recurrence.weekly(on: friday.weekday, at: .midnight)
    #expect(
      weekly.next(after: try instant("2026-01-30T00:00:00Z"))
        == (try instant("2026-02-06T00:00:00Z")))
  }

  @Test(
    "What is no time of day is none",
    arguments: ["", "9:00", "24:00", "12:60", "12-30", "ab:cd", "12:300"])
  func times(_ text: String) {
    #expect(TimeOfDay(text) == nil)
  }

  @Test("A full hour is one of the day, whatever is asked for")
  func hours() {
    #expect(
      [-1, 0, 9, 23, 24].map { "\(TimeOfDay.hour($0))" }
        == ["00:00", "00:00", "09:00", "23:00", "23:00"])
  }

  @Test("Of the moments that passed while nobody looked, only the last gets a job")
  func missed() throws {
    struct Nothing: Job { static let kind = "test.nothing" }
    let hourly = Schedule("test.hourly", .every(.seconds(3_600))) { _ in Nothing() }
    let expected = try instant("2026-01-31T08:00:00Z")
    let moments = try #require(
      hourly.moments(from: expected, at: try instant("2036-01-31T11:30:00Z")))
    #expect(moments.due == (try instant("2036-01-31T11:00:00Z")))
    #expect(moments.next == (try instant("2036-01-31T12:00:00Z")))
    #expect(hourly.moments(from: expected, at: expected.adding(milliseconds: -1)) == nil)
    #expect(hourly.moments(from: expected, at: expected)?.due == expected)
  }
}
