import Kernel
import Testing

@Suite("Rules for the years beyond the table")
struct PosixRuleTests {
  @Test(
    "A rule in the form of POSIX's TZ says how clocks change for ever",
    arguments: [
      ("UTC0", "2500-07-01T00:00:00Z", 0),
      ("<+0330>-3:30", "2500-07-01T00:00:00Z", 12_600),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18_000),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14_400),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -14_400),
      ("EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18_000),
      // Summer time all year, as RFC 9636 writes it.
      ("XXX3EDT4,0/0,J365/23", "2026-01-01T02:59:59Z", -14_400),
      ("XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14_400),
      ("XXX3EDT4,0/0,J365/23", "2028-12-31T23:00:00Z", -14_400),
      // Winter time as the exception, an hour behind.
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2500-01-01T00:00:00Z", 0),
      ("IST-1GMT0,M10.5.0,M3.5.0/1", "2500-07-01T00:00:00Z", 3600),
      // A time before midnight, and one past the day's end.
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200),
      ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600),
      ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 7200),
      ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 10_800),
      // J60 is 1 March whether or not there is a 29 February; 59 is that day when there is one.
      ("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0),
      ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600),
      ("AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 3600),
      ("AAA0BBB,59/0,300/0", "2027-02-28T23:59:59Z", 0),
    ])
  func rules(rule: String, time: String, expected: Int) throws {
    let rules = try TimeZoneRules(identifier: "X", tzif: file(rule))
    #expect(rules.offsetSeconds(at: try #require(Instant(time))) == expected)
  }

  @Test("Without a rule the last offset holds for ever")
  func noRule() throws {
    let rules = try TimeZoneRules(identifier: "X", tzif: file(""))
    #expect(rules.offsetSeconds(at: Instant(milliseconds: .max)) == 0)
    #expect(rules.offsetSeconds(at: Instant(milliseconds: .min)) == 0)
  }

  @Test(
    "A rule that cannot be read makes the whole file malformed",
    arguments: [
      "X", "UT0", "UTC", "UTC25", "EST5EDT", "EST5EDT,M3.2.0", "EST5EDT,M13.2.0,M11.1.0",
      "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J300", "EST5EDT,366,1",
      "EST5EDT,M3.2.0/168,M11.1.0", "<+03-3", "EST5:60", "EST5EDT,M3.2.0,M11.1.0x", "UTC99999999",
    ])
  func malformed(rule: String) {
    #expect(throws: TimeZoneError.malformed(identifier: "X")) {
      try TimeZoneRules(identifier: "X", tzif: file(rule))
    }
  }

  @Test("A file that ends early is malformed wherever it ends")
  func truncated() {
    let whole = file("UTC0")
    for count in whole.indices {
      #expect(throws: TimeZoneError.malformed(identifier: "X")) {
        try TimeZoneRules(identifier: "X", tzif: Array(whole.prefix(count)))
      }
    }
  }

  /// A file of version 2 without a change on record, at UTC, with this rule.
  private func file(_ rule: String) -> [UInt8] {
    let header =
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
      + [0, 0, 0, 0, 1, 4].flatMap { [0, 0, 0, UInt8($0)] }
    let block = header + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
    return block + block + Array("\n\(rule)\n".utf8)
  }
}
