import Kernel
import Testing

@testable import Fleet

/// The days that are summed up.
@Suite struct CivilPeriodTests {
  private let today = CivilDate("2026-02-10")

  private func period(_ from: String?, _ to: String?) throws -> String {
    let today = try #require(today)
    let period = try CivilPeriod(
      from: from.flatMap { CivilDate($0) }, to: to.flatMap { CivilDate($0) }, today: today)
    return "\(period.from) \(period.to) \(period.days.count)"
  }

  @Test("Both ends are included; without them it is this month")
  func ends() throws {
    #expect(try period(nil, nil) == "2026-02-01 2026-02-28 28")
    #expect(try period("2026-02-03", "2026-02-03") == "2026-02-03 2026-02-03 1")
    #expect(try period("2026-01-31", nil) == "2026-01-31 2026-02-10 11")
    #expect(try period(nil, "2026-01-20") == "2026-01-01 2026-01-20 20")
    #expect(try period("2025-01-01", "2026-01-01") == "2025-01-01 2026-01-01 366")
  }

  @Test("At most 366 days, and none that end before they begin")
  func refused() throws {
    #expect(throws: PeriodRefusal.tooLong) { try period("2025-01-01", "2026-01-02") }
    #expect(throws: PeriodRefusal.endsBeforeItBegins) { try period("2026-01-02", "2026-01-01") }
  }

  @Test("Days are as long as the zone makes them")
  func days() throws {
    let paris = try LocalCalendar("Europe/Paris")
    let hours = try ["2026-03-28", "2026-03-29", "2026-10-25"].map { text in
      let day = paris.day(try #require(CivilDate(text)))
      return (day.upperBound.seconds - day.lowerBound.seconds) / 3_600
    }
    #expect(hours == [24, 23, 25])
    // Samoa crossed the date line, and had no 30 December.
    let apia = try LocalCalendar("Pacific/Apia")
    #expect(apia.day(try #require(CivilDate("2011-12-30"))).isEmpty)
  }
}
