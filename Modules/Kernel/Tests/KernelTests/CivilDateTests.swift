import Kernel
import Testing

@Suite("Civil dates")
struct CivilDateTests {
  @Test("Every fourth year is a leap year, save the hundredth, save the four-hundredth")
  func leapYears() {
    #expect(CivilDate("2024-02-29") != nil)
    #expect(CivilDate("2000-02-29") != nil)
    #expect(CivilDate("2023-02-29") == nil)
    #expect(CivilDate("1900-02-29") == nil)
    #expect(CivilDate("2100-02-29") == nil)
  }

  @Test("Counting days agrees with the calendar for four centuries")
  func everyDay() throws {
    var expected = try #require(CivilDate(year: 1799, month: 12, day: 31))
    for days in expected.daysSinceEpoch..<expected.daysSinceEpoch + 146_500 {
      let date = CivilDate(daysSinceEpoch: days)
      try #require(date == expected && date.daysSinceEpoch == days)
      expected = try #require(successor(of: date))
    }
  }

  private func successor(of date: CivilDate) -> CivilDate? {
    CivilDate(year: date.year, month: date.month, day: date.day + 1)
      ?? CivilDate(year: date.year, month: date.month + 1, day: 1)
      ?? CivilDate(year: date.year + 1, month: 1, day: 1)
  }

  @Test("A monthly schedule keeps its anchor's day: 31 Jan, 28 Feb, 31 Mar")
  func clamping() throws {
    let january = try #require(CivilDate("2026-01-31"))
    let february = january.adding(months: 1)
    #expect(february.description == "2026-02-28")
    #expect(february.adding(months: 1, anchorDay: 31).description == "2026-03-31")
    #expect(february.adding(months: 1).description == "2026-03-28")
    #expect(january.adding(months: 25).description == "2028-02-29")
    #expect(january.adding(months: -2).description == "2025-11-30")
    #expect(january.adding(months: 12).description == "2027-01-31")
    #expect(january.adding(months: 0, anchorDay: 30).description == "2026-01-30")
  }

  @Test("Arithmetic stops at the ends of the calendar")
  func ends() {
    #expect(CivilDate.latest.adding(days: 1) == .latest)
    #expect(CivilDate.latest.adding(days: .max) == .latest)
    #expect(CivilDate.earliest.adding(days: -1) == .earliest)
    #expect(CivilDate.earliest.adding(days: .min) == .earliest)
    #expect(CivilDate.latest.adding(months: 1) == .latest)
    #expect(CivilDate.earliest.adding(months: .min) == .earliest)
    #expect(CivilDate.earliest.adding(months: .max) == .latest)
    #expect(CivilDate.latest.adding(months: 0) == .latest)
  }

  @Test("Monday is 1 and Sunday is 7")
  func weekdays() {
    #expect(CivilDate("1970-01-01")?.weekday == 4)
    #expect(CivilDate("2026-02-02")?.weekday == 1)
    #expect(CivilDate("2026-02-01")?.weekday == 7)
    #expect(CivilDate("1969-12-29")?.weekday == 1)
    #expect(CivilDate("0001-01-01")?.weekday == 1)
  }

  @Test(
    "What is not a date is refused",
    arguments: [
      "", "2026-1-31", "2026-01-31T", " 2026-01-31", "26-01-31", "2026/01/31", "2026-04-31",
      "0000-01-01", "2026-01-00", "2026-13-01", "-026-01-01", "٢٠٢٦-01-01", "20260131",
    ])
  func refusing(text: String) {
    #expect(CivilDate(text) == nil)
  }

  @Test("Dates sort by time and print as they are read")
  func order() throws {
    let texts = ["0001-01-01", "1999-12-31", "2026-01-31", "2026-02-01", "9999-12-31"]
    let dates = try texts.map { try #require(CivilDate($0)) }
    #expect(dates.shuffled().sorted() == dates)
    #expect(dates.map(\.description) == texts)
    #expect(dates[2].days(until: dates[3]) == 1)
  }
}
