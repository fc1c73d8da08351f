/// The clock changes of one zone of the IANA database: those on record, and the rule that goes on
/// for ever after them.
public struct TimeZoneRules: Sendable {
  /// The zone's name: `Africa/Lagos`.
  public let identifier: String
  private let table: TransitionTable

  /// Coordinated Universal Time; needs no file.
  public static let utc = TimeZoneRules(identifier: "UTC", table: .fixed(offset: 0))

  private init(identifier: String, table: TransitionTable) {
    self.identifier = identifier
    self.table = table
  }

  /// Reads compiled rules (RFC 9636), as they lie in `/usr/share/zoneinfo`. Throws `malformed`.
  public init(identifier: String, tzif: [UInt8]) throws(TimeZoneError) {
    guard let table = TransitionTable(tzif: tzif) else {
      throw .malformed(identifier: identifier)
    }
    self.init(identifier: identifier, table: table)
  }

  /// The rules of an IANA zone, read from `/usr/share/zoneinfo` once and kept. Throws `unknown` if
  /// there is no such file (or no package `tzdata`), `malformed` if it holds something else.
  public init(identifier: String) throws(TimeZoneError) {
    self = try TimeZoneDirectory.rules(identifier)
  }

  /// Seconds to add to UTC for the clock on the wall there; east of Greenwich is positive.
  public func offsetSeconds(at instant: Instant) -> Int {
    table.span(at: instant.seconds).offset
  }

  /// The day that it is there.
  public func date(at instant: Instant) -> CivilDate {
    let local = instant.seconds + Int64(offsetSeconds(at: instant))
    return CivilDate(daysSinceEpoch: Int(local.dividedRoundingDown(by: 86_400).quotient))
  }

  /// The first instant at which it is that day there, or a later one where the zone has skipped
  /// the day. Midnight itself, save where clocks jumped over it.
  public func startOfDay(_ date: CivilDate) -> Instant { instant(on: date, at: 0) }

  /// The first instant at which the clock on the wall shows this time of this day there, or the
  /// first after it where clocks jumped over it.
  /// - Parameter second: the time of day in seconds since midnight, 0 to 86,399.
  public func instant(on date: CivilDate, at second: Int) -> Instant {
    let wall = Int64(date.daysSinceEpoch) * 86_400 + Int64(second)
    // No offset reaches 26 hours, so that it is still earlier there.
    var start = wall - 26 * 3600
    while true {
      let span = table.span(at: start)
      let candidate = max(start, wall - Int64(span.offset))
      guard let end = span.end, candidate >= end else { return Instant(seconds: candidate) }
      start = end
    }
  }
}

/// Why a zone's rules could not be had.
public enum TimeZoneError: Error, Hashable, Sendable {
  /// There is no zone of this name, or no time-zone database on the machine.
  case unknown(identifier: String)
  /// The zone's file does not hold rules that can be read.
  case malformed(identifier: String)
}
