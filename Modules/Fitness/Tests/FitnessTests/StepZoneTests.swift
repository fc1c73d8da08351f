import Fitness
import Kernel
import Testing

/// By which clock a date is meant.
@Suite struct StepZoneTests {
  private func hours(_ zone: String, _ date: String) throws -> Int64 {
    let day = try #require(StepZone(zone)).day(try #require(CivilDate(date)))
    return day.upperBound.milliseconds(since: day.lowerBound) / 3_600_000
  }

  @Test("A date has 23, 24 or 25 hours, as its zone's clocks change")
  func lengths() throws {
    #expect(try hours("Europe/Paris", "2026-03-29") == 23)
    #expect(try hours("Europe/Paris", "2026-10-25") == 25)
    #expect(try hours("Europe/Paris", "2026-06-10") == 24)
    #expect(try hours("+05:30", "2026-03-29") == 24)
    // Samoa went without this Friday.
    #expect(try hours("Pacific/Apia", "2011-12-30") == 0)
  }

  @Test("A date begins where it does, also where midnight is skipped")
  func skippedMidnight() throws {
    let zone = try #require(StepZone("Africa/Cairo"))
    let start = zone.start(of: try #require(CivilDate("2026-04-24")))
    #expect("\(start)" == "2026-04-23T22:00:00.000Z")
  }

  @Test(
    "An offset is from -12:00 to +14:00, written with sign and minutes",
    arguments: [
      ("+14:00", true), ("-12:00", true), ("+00:00", true), ("+14:01", false), ("-12:30", false),
      ("+5:30", false), ("05:30", false), ("+05:60", false), ("+0530", false), ("Nowhere", false),
    ])
  func offsets(_ text: String, isOne: Bool) {
    #expect((StepZone(text) != nil) == isOne)
  }

  @Test("At one moment it is another date on the other side of the date line")
  func dateLine() throws {
    let noon = try #require(Instant("2026-06-10T11:00:00Z"))
    #expect("\(try #require(StepZone("+14:00")).date(at: noon))" == "2026-06-11")
    #expect("\(try #require(StepZone("-12:00")).date(at: noon))" == "2026-06-09")
  }
}
