import Kernel
import Testing

@Suite("Instants")
struct InstantTests {
  @Test(
    "A printed instant is read back as the same",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
      (1_769_846_400_000, "2026-01-31T08:00:00.000Z"),
      (951_782_400_123, "2000-02-29T00:00:00.123Z"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ])
  func roundTrip(milliseconds: Int64, text: String) {
    #expect(Instant(milliseconds: milliseconds).description == text)
    #expect(Instant(text)?.milliseconds == milliseconds)
  }

  @Test("Every hour, minute, second and day of a year is written with all its digits")
  func everyPart() throws {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for hour in 0..<24 {
      for part in 0..<60 {
        let time = "\(two(hour)):\(two(part)):\(two(59 - part)).\(100 + 15 * part)"
        let text = "2024-\(two(hour / 2 + 1))-\(two(part / 2 + 1 - part / 59))T\(time)Z"
        guard let instant = Instant(text) else { continue }
        #expect(instant.description == text)
      }
    }
    for year in stride(from: 1, through: 9999, by: 37) {
      let text = String("000\(year)".suffix(4)) + "-12-31T23:59:59.009Z"
      #expect(Instant(text)?.description == text)
      #expect(CivilDate(String(text.prefix(10)))?.description == String(text.prefix(10)))
    }
  }

  @Test(
    "Offsets, fractions and leap seconds are brought to UTC milliseconds",
    arguments: [
      ("2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00.000Z"),
      ("2026-01-31t08:00:00z", "2026-01-31T08:00:00.000Z"),
      ("2026-01-31T00:30:00-23:59", "2026-02-01T00:29:00.000Z"),
      ("2026-01-31T08:00:00.5Z", "2026-01-31T08:00:00.500Z"),
      ("2026-01-31T08:00:00.123999999Z", "2026-01-31T08:00:00.123Z"),
      ("2026-01-31T08:00:00-00:00", "2026-01-31T08:00:00.000Z"),
      ("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000Z"),
      ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000Z"),
    ])
  func normalizing(text: String, expected: String) {
    #expect(Instant(text)?.description == expected)
  }

  @Test(
    "What is not a timestamp of RFC 3339 is refused",
    arguments: [
      "", "2026-01-31", "2026-01-31T08:00:00", "2026-01-31 08:00:00Z", "2026-02-29T00:00:00Z",
      "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z",
      "2026-01-31T24:00:00Z", "2026-01-31T08:60:00Z", "2026-01-31T08:00:61Z",
      "2026-01-31T08:00:60Z", "2026-01-31T08:00:00.Z", "2026-01-31T08:00:00.1234567890Z",
      "2026-01-31T08:00:00+24:00", "2026-01-31T08:00:00+01", "2026-01-31T08:00:00+0100",
      "2026-01-31T08:00:00Z ", " 2026-01-31T08:00:00Z", "0000-01-01T00:00:00Z",
      "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "２026-01-31T08:00:00Z",
      "+2026-01-31T08:00:00Z", "2026-1-31T08:00:00Z", "2026-01-31T08:00Z",
    ])
  func refusing(text: String) {
    #expect(Instant(text) == nil)
  }

  @Test("Arithmetic stops at the ends of the range")
  func ends() {
    #expect(Instant(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
    #expect(Instant(milliseconds: .min).adding(milliseconds: -1).milliseconds == .min)
    #expect(Instant(milliseconds: 0).adding(seconds: .min).milliseconds == .min)
    #expect(Instant(milliseconds: 1000).adding(seconds: -2).milliseconds == -1000)
    #expect(Instant(milliseconds: -1).seconds == -1)
    #expect(Instant(milliseconds: .max).milliseconds(since: Instant(milliseconds: -1)) == .max)
  }

  @Test("Years that RFC 3339 cannot say are printed with their sign")
  func farYears() {
    #expect(Instant(milliseconds: 253_402_300_800_000).description == "+10000-01-01T00:00:00.000Z")
    #expect(Instant(milliseconds: .min).description.hasPrefix("-292275055-05-16T16:47:04.192Z"))
  }
}
