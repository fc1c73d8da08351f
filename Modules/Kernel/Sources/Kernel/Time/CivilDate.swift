/// A day of the Gregorian calendar, in no time zone. Years are 0001–9999, which both databases and
/// the text form can hold; arithmetic stops at those ends.
public struct CivilDate: Hashable, Comparable, Sendable {
  /// Year, month and day packed so that comparing the number compares the dates.
  private let packed: Int32

  /// 0001-01-01.
  public static let earliest = CivilDate(uncheckedYear: 1, month: 1, day: 1)
  /// 9999-12-31.
  public static let latest = CivilDate(uncheckedYear: 9999, month: 12, day: 31)

  /// The date, or nil if the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.dayCount(year: year, month: month)
    else { return nil }
    self.init(uncheckedYear: year, month: month, day: day)
  }

  /// The date so many days after 1970-01-01; stops at `earliest` and `latest`.
  public init(daysSinceEpoch days: Int) {
    let inRange = min(max(days, Self.earliest.daysSinceEpoch), Self.latest.daysSinceEpoch)
    let date = GregorianDay(days: Int64(inRange))
    self.init(uncheckedYear: Int(date.year), month: date.month, day: date.day)
  }

  private init(uncheckedYear year: Int, month: Int, day: Int) {
    packed = Int32(year << 9 | month << 5 | day)
  }

  /// 1–9999.
  public var year: Int { Int(packed >> 9) }
  /// 1–12.
  public var month: Int { Int(packed >> 5 & 15) }
  /// 1–31.
  public var day: Int { Int(packed & 31) }

  /// Days since 1970-01-01, negative before it.
  public var daysSinceEpoch: Int {
    Int(GregorianDay.daysSinceEpoch(year: Int64(year), month: month, day: day))
  }

  /// 1 for Monday to 7 for Sunday (ISO 8601).
  public var weekday: Int {
    let sinceMonday = (daysSinceEpoch + 3) % 7
    return sinceMonday < 0 ? sinceMonday + 8 : sinceMonday + 1
  }

  /// How many days the month has, 28–31.
  public static func dayCount(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Whether February has 29 days.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The date this many days later (earlier if negative).
  public func adding(days: Int) -> CivilDate {
    let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
    guard overflow else { return CivilDate(daysSinceEpoch: sum) }
    return days < 0 ? .earliest : .latest
  }

  /// The date this many months later (earlier if negative), on the anchor's day, or on the last day
  /// of a month that is too short for it. Count a schedule from its first date, or pass the first
  /// date's day as `anchorDay`: 31 Jan, 28 Feb, 31 Mar.
  public func adding(months: Int, anchorDay: Int? = nil) -> CivilDate {
    let (total, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
    if overflow || total < 12 || total >= 120_000 { return months < 0 ? .earliest : .latest }
    let (year, month) = (total / 12, total % 12 + 1)
    let wanted = min(max(anchorDay ?? day, 1), 31)
    return CivilDate(
      uncheckedYear: year, month: month,
      day: min(wanted, Self.dayCount(year: year, month: month)))
  }

  /// How many days `other` is after this date, negative if it is before.
  public func days(until other: CivilDate) -> Int {
    other.daysSinceEpoch - daysSinceEpoch
  }

  /// Whether the left one comes first in the calendar.
  public static func < (left: Self, right: Self) -> Bool {
    left.packed < right.packed
  }
}

extension CivilDate: LosslessStringConvertible {
  /// Reads `2026-01-31`: exactly ten ASCII characters that name a day there is.
  public init?(_ text: String) {
    var text = text
    guard let date = text.withUTF8({ CivilDate(utf8: $0) }) else { return nil }
    self = date
  }

  /// Reads the octets of `2026-01-31`, by the same rules as from a `String`.
  public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
    var reader = DecimalReader(text)
    guard let date = CivilDate(reading: &reader), reader.isAtEnd else { return nil }
    self = date
  }

  init?(reading reader: inout DecimalReader) {
    guard let year = reader.number(digits: 4), reader.skip("-"),
      let month = reader.number(digits: 2), reader.skip("-"),
      let day = reader.number(digits: 2)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The date as RFC 3339 has it: `2026-01-31`.
  public var description: String {
    var bytes: [UInt8] = []
    appendUTF8(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the ten octets of `description`, without making a `String`.
  public func appendUTF8(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestText) { text in
      _ = writeUTF8(to: text)
      bytes.append(contentsOf: UnsafeBufferPointer(text))
    }
  }

  /// The length of a date's text, in octets.
  public static var longestText: Int { 10 }

  /// Writes the ten octets of `description` to a buffer of at least as many; answers 10.
  public func writeUTF8(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    guard let start = text.baseAddress else { return 0 }
    DecimalText.date(year: UInt64(year), month: UInt64(month), day: UInt64(day), to: start)
    return Self.longestText
  }
}
