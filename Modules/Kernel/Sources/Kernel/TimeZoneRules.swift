/// The clock changes of one zone of the IANA database.
public struct TimeZoneRules: Sendable {
  /// Seconds to add to UTC.
  public func offsetSeconds(at instant: Instant) -> Int { 0 }

  /// The rules of an IANA zone.
  public init(identifier: String) throws(TimeZoneError) {}

  /// The civil date there.
  public func date(at instant: Instant) -> CivilDate {
    CivilDate(daysSinceEpoch: Int(instant.milliseconds.dividedRoundingDown(by: 86_400_000).quotient))
  }

  /// The first instant of the day there.
  public func startOfDay(_ date: CivilDate) -> Instant {
    Instant(milliseconds: Int64(date.daysSinceEpoch) * 86_400_000)
  }
}

/// Why a zone's rules could not be had.
public enum TimeZoneError: Error, Hashable, Sendable {
  /// There is no such zone.
  case unknown(identifier: String)
  /// Not a TZif file.
  case malformed(identifier: String)
}
