import Kernel

/// An instant as the clock on the wall shows it in a zone.
struct LocalTime {
  let date: CivilDate
  private let secondOfDay: Int64
  private let offset: Int

  init(_ instant: Instant, in zone: TimeZoneRules) {
    offset = zone.offsetSeconds(at: instant)
    let local = (instant.seconds + Int64(offset)).dividedRoundingDown(by: 86_400)
    date = CivilDate(daysSinceEpoch: Int(local.quotient))
    secondOfDay = local.remainder
  }

  /// `14:05`
  var time: String { "\(Self.pair(secondOfDay / 3_600)):\(Self.pair(secondOfDay / 60 % 60))" }

  /// `2026-01-31T14:05:09+01:00`
  var rfc3339: String {
    let minutes = abs(offset) / 60
    let sign = offset < 0 ? "-" : "+"
    return "\(date)T\(time):\(Self.pair(secondOfDay % 60))"
      + "\(sign)\(Self.pair(Int64(minutes / 60))):\(Self.pair(Int64(minutes % 60)))"
  }

  private static func pair(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension CivilDate {
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `31 January 2026`
  var inWords: String { "\(day) \(Self.months[month - 1]) \(year)" }

  /// `31 Jan 2026`
  var inShort: String { "\(day) \(Self.months[month - 1].prefix(3)) \(year)" }
}

extension Money {
  /// `1,234,567.89`
  var grouped: String {
    let text = "\(self)"
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = parts[0].drop { $0 == "-" }
    var grouped = ""
    for (place, digit) in whole.enumerated() {
      if place > 0, (whole.count - place) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    let fraction = parts.count > 1 ? ".\(parts[1])" : ""
    return "\(minorUnits < 0 ? "−" : "")\(grouped)\(fraction)"
  }
}
