import Kernel
import Testing

@Suite("Time zones")
struct TimeZoneRulesTests {
  @Test(
    "Offsets are those of the IANA database, past, present and far",
    arguments: [
      ("UTC", "2026-01-01T00:00:00Z", 0),
      ("Africa/Lagos", "2026-07-01T00:00:00Z", 3600),
      ("Africa/Lagos", "9000-07-01T00:00:00Z", 3600),
      ("Asia/Baghdad", "2026-07-01T00:00:00Z", 10_800),
      ("Asia/Baghdad", "2005-07-01T00:00:00Z", 14_400),
      ("Asia/Kuwait", "2026-07-01T00:00:00Z", 10_800),
      ("Asia/Tashkent", "2026-07-01T00:00:00Z", 18_000),
      ("Asia/Kathmandu", "2026-07-01T00:00:00Z", 20_700),
      ("Europe/Berlin", "2026-03-29T00:59:59Z", 3600),
      ("Europe/Berlin", "2026-03-29T01:00:00Z", 7200),
      ("Europe/Berlin", "2026-10-25T00:59:59Z", 7200),
      ("Europe/Berlin", "2026-10-25T01:00:00Z", 3600),
      ("Europe/Berlin", "2400-03-26T00:59:59Z", 3600),
      ("Europe/Berlin", "2400-03-26T01:00:00Z", 7200),
      ("Europe/Berlin", "9999-12-31T23:00:00Z", 3600),
      ("America/New_York", "2500-07-01T00:00:00Z", -14_400),
      ("America/New_York", "2500-12-31T23:59:59Z", -18_000),
      ("Australia/Sydney", "2500-01-01T00:00:00Z", 39_600),
      ("Australia/Sydney", "2500-07-01T00:00:00Z", 36_000),
      ("Europe/Dublin", "2500-07-01T00:00:00Z", 3600),
      ("Europe/Dublin", "2500-01-01T00:00:00Z", 0),
      ("Africa/Lagos", "1900-01-01T00:00:00Z", 815),
    ])
  func offsets(zone: String, time: String, expected: Int) throws {
    let rules = try TimeZoneRules(identifier: zone)
    #expect(rules.offsetSeconds(at: try instant(time)) == expected)
  }

  @Test("The day changes at midnight there")
  func days() throws {
    let lagos = try TimeZoneRules(identifier: "Africa/Lagos")
    #expect(lagos.date(at: try instant("2026-01-31T22:59:59.999Z")).description == "2026-01-31")
    #expect(lagos.date(at: try instant("2026-01-31T23:00:00Z")).description == "2026-02-01")
    let kiritimati = try TimeZoneRules(identifier: "Pacific/Kiritimati")
    #expect(kiritimati.date(at: try instant("2026-01-31T10:00:00Z")).description == "2026-02-01")
  }

  @Test(
    "A day starts at midnight, or at the first instant after clocks jumped over it",
    arguments: [
      ("Africa/Lagos", "2026-02-01", "2026-01-31T23:00:00.000Z"),
      ("Asia/Baghdad", "2026-02-01", "2026-01-31T21:00:00.000Z"),
      ("Africa/Lagos", "9999-12-31", "9999-12-30T23:00:00.000Z"),
      // Midnight did not happen: 23:59:59 was followed by 01:00:00.
      ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00.000Z"),
      ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00.000Z"),
      // Midnight was put back to 23:00 and came again an hour later.
      ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00.000Z"),
      // Clocks went from 00:01 back to 23:01: the day had begun before.
      ("America/Toronto", "2005-10-30", "2005-10-30T04:00:00.000Z"),
      ("America/St_Johns", "2005-10-30", "2005-10-30T02:30:00.000Z"),
      // Samoa had no 30 December 2011.
      ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00.000Z"),
      ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"),
      ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00.000Z"),
      // Rules alone, beyond the table.
      ("Africa/Cairo", "2100-04-30", "2100-04-29T22:00:00.000Z"),
      ("Asia/Beirut", "2100-03-28", "2100-03-27T22:00:00.000Z"),
    ])
  func startOfDay(zone: String, day: String, expected: String) throws {
    let rules = try TimeZoneRules(identifier: zone)
    let date = try #require(CivilDate(day))
    #expect(rules.startOfDay(date).description == expected)
  }

  @Test(
    "Every start of a day is on that day, and the millisecond before it is not",
    arguments: ["Africa/Lagos", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
  func everyStart(zone: String) throws {
    let rules = try TimeZoneRules(identifier: zone)
    var date = try #require(CivilDate("2035-01-01"))
    for _ in 0..<1500 {
      let start = rules.startOfDay(date)
      try #require(rules.date(at: start) == date)
      try #require(rules.date(at: start.adding(milliseconds: -1)) == date.adding(days: -1))
      date = date.adding(days: 1)
    }
  }

  @Test(
    "Names that lead out of the database, or to nothing, are unknown",
    arguments: [
      "", "/etc/passwd", "../../../etc/passwd", "Africa/../Africa/Lagos", "Africa", "Nowhere/Land",
      "Africa/Lagos\u{0}", "africa lagos", "./UTC", "Africa//Lagos",
    ])
  func unknown(zone: String) {
    #expect(throws: TimeZoneError.unknown(identifier: zone)) { try TimeZoneRules(identifier: zone) }
  }

  @Test("A file that holds no rules is malformed")
  func malformed() {
    #expect(throws: TimeZoneError.malformed(identifier: "X")) {
      try TimeZoneRules(identifier: "X", tzif: Array("TZif2".utf8))
    }
  }

  private func instant(_ text: String) throws -> Instant {
    try #require(Instant(text))
  }
}
