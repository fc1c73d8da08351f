extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC with milliseconds: `2026-01-31T08:00:00.000Z`. Years outside 0000–9999, which
  /// RFC 3339 cannot say, are written out with their sign.
  public var description: String {
    var bytes: [UInt8] = []
    appendUTF8(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the octets of `description` (24 for years 0000–9999), without making a `String`.
  public func appendUTF8(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.longestText) { text in
      let count = writeUTF8(to: text)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<count]))
    }
  }

  /// The longest text of an instant, in octets: a year may have a sign and nine digits.
  public static var longestText: Int { 24 + DecimalText.longest }

  /// Writes the octets of `description` to a buffer of at least `longestText` octets; answers how
  /// many they were.
  public func writeUTF8(to text: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (days, time) = milliseconds.dividedRoundingDown(by: 86_400_000)
    let date = GregorianDay(days: days)
    if (0...9999).contains(date.year) {
      Self.write(date, UInt64(time), to: text)
      return 24
    }
    // The sign and the whole year, then what follows the last four digits of the year.
    text[0] = UInt8(ascii: date.year < 0 ? "-" : "+")
    let year =
      1
      + DecimalText.write(
        date.year.magnitude, fractionDigits: 0, to: UnsafeMutableBufferPointer(rebasing: text[1...])
      )
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { plain in
      Self.write(date, UInt64(time), to: plain)
      for (index, octet) in plain[4...].enumerated() { text[year + index] = octet }
      return year + 20
    }
  }

  /// Writes `yyyy-mm-ddThh:mm:ss.sssZ`, of the year its last four digits.
  private static func write(
    _ date: GregorianDay, _ time: UInt64, to text: UnsafeMutableBufferPointer<UInt8>
  ) {
    guard let text = text.baseAddress else { return }
    DecimalText.date(
      year: UInt64(date.year.magnitude % 10_000), month: UInt64(date.month),
      day: UInt64(date.day), to: text)
    text[10] = UInt8(ascii: "T")
    let seconds = time / 1000
    DecimalText.pair(seconds / 3_600, to: text, at: 11)
    text[13] = UInt8(ascii: ":")
    DecimalText.pair(seconds / 60 % 60, to: text, at: 14)
    text[16] = UInt8(ascii: ":")
    DecimalText.pair(seconds % 60, to: text, at: 17)
    text[19] = UInt8(ascii: ".")
    let milliseconds = time % 1000
    text[20] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: milliseconds / 100)
    DecimalText.pair(milliseconds % 100, to: text, at: 21)
    text[23] = UInt8(ascii: "Z")
  }

  /// Reads a timestamp of RFC 3339 (5.6) in years 0001–9999, with any offset, up to nine digits of
  /// a second (cut to three) and either case of `T` and `Z`. A leap second, which only the end of
  /// a UTC day may have, is read as the second after it.
  public init?(_ rfc3339: String) {
    var text = rfc3339
    guard let instant = text.withUTF8({ Instant(utf8: $0) }) else { return nil }
    self = instant
  }

  /// Reads the octets of a timestamp, by the same rules as from a `String`.
  public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
    var reader = DecimalReader(text)
    guard let date = CivilDate(reading: &reader), reader.skip("T") || reader.skip("t"),
      let hour = reader.number(digits: 2), hour < 24, reader.skip(":"),
      let minute = reader.number(digits: 2), minute < 60, reader.skip(":"),
      let second = reader.number(digits: 2), second <= 60,
      let fraction = reader.millisecondsAfterPoint(),
      let offset = reader.offsetMinutes(), reader.isAtEnd
    else { return nil }
    let minutes = Int64(date.daysSinceEpoch) * 1440 + Int64(hour * 60 + minute - offset)
    if second == 60, minutes.dividedRoundingDown(by: 1440).remainder != 1439 { return nil }
    let value = (minutes * 60 + Int64(second)) * 1000 + Int64(fraction)
    guard Self.readable.contains(value) else { return nil }
    milliseconds = value
  }

  /// 0001-01-01T00:00:00.000Z through 9999-12-31T23:59:59.999Z: an offset must not lead out of it.
  private static let readable: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999
}

extension DecimalReader {
  /// `.` and one to nine digits, or nothing.
  fileprivate mutating func millisecondsAfterPoint() -> Int? {
    guard skip(".") else { return 0 }
    var value = 0
    var count = 0
    while count < 9, let digit = number(digits: 1) {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 3)..<3 { value *= 10 }
    return value
  }

  /// `Z` or `±hh:mm`, as minutes east of Greenwich.
  fileprivate mutating func offsetMinutes() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(digits: 2), hours < 24, skip(":"),
      let minutes = number(digits: 2), minutes < 60
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
