import Foundation
import Kernel
import Testing

/// The zones of the machine's database, and what their clocks show minute by minute.
enum Zones {
  /// Zones whose changes are of every kind there is: at midnight, over midnight, by half an hour,
  /// with offsets of 30 and 45 minutes, in both halves of the world, and none at all.
  static let odd = [
    "UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Asia/Kolkata", "Pacific/Chatham", "America/Havana", "Atlantic/Azores", "Africa/Cairo",
    "Asia/Beirut", "America/Santiago", "America/St_Johns", "Antarctica/Troll", "America/Nuuk",
    "Africa/Casablanca",
  ]

  /// Every zone of the database that stands for a place.
  static func all() throws -> [String] {
    try String(contentsOfFile: "/usr/share/zoneinfo/zone1970.tab", encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
      .compactMap { $0.split(separator: "\t").dropFirst(2).first.map(String.init) }.sorted()
  }

  /// The dates from the beginning of 2026 to the end of 2027 on which clocks change.
  static func changes(in zone: TimeZoneRules) -> [CivilDate] {
    let first = CivilDate(year: 2026, month: 1, day: 1) ?? .earliest
    return (0..<730).map { first.adding(days: $0) }.filter { date in
      let (start, end) = (zone.startOfDay(date), zone.startOfDay(date.adding(days: 1)))
      return zone.offsetSeconds(at: start) != zone.offsetSeconds(at: end)
    }
  }
}

/// What the clocks of a zone show at each minute of some days.
struct WallClocks {
  let zone: TimeZoneRules
  let start: Instant
  /// Minutes since 1970-01-01 00:00 as the clock shows them, for each minute since `start`.
  let shown: [Int]
  /// The first and the last minute that show each time.
  private let places: [Int: (first: Int, last: Int)]

  init(_ zone: TimeZoneRules, on dates: ClosedRange<CivilDate>) {
    self.zone = zone
    let start = zone.startOfDay(dates.lowerBound)
    self.start = start
    let end = zone.startOfDay(dates.upperBound.adding(days: 1))
    shown = (0..<Int(end.milliseconds(since: start) / 60_000)).map { minute in
      let instant = start.adding(seconds: Int64(minute) * 60)
      return Int(instant.seconds + Int64(zone.offsetSeconds(at: instant))) / 60
    }
    var places: [Int: (first: Int, last: Int)] = [:]
    for (minute, time) in shown.enumerated() {
      places[time] = (places[time]?.first ?? minute, minute)
    }
    self.places = places
  }

  func instant(_ minute: Int) -> Instant { start.adding(seconds: Int64(minute) * 60) }

  func minute(_ instant: Instant) -> Int { Int(instant.milliseconds(since: start) / 60_000) }

  /// The first minute that shows a time of a date, or a later time.
  func opening(_ date: CivilDate, _ time: Int) -> Int {
    let wanted = date.daysSinceEpoch * 1_440 + time
    return (wanted..<wanted + 1_500).lazy.compactMap { places[$0]?.first }.first ?? shown.count
  }

  /// The last minute that shows a time of a date; the first that shows a later one where none does,
  /// or where the time is the end of the date.
  func closing(_ date: CivilDate, _ time: Int) -> Int {
    let wanted = date.daysSinceEpoch * 1_440 + time
    return (time < 1_440 ? places[wanted]?.last : nil) ?? opening(date, time)
  }
}
