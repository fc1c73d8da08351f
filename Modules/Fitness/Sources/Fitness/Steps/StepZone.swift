public import Kernel

/// By which clock a record's date is meant: a zone of the IANA database, or a fixed distance from
/// UTC.
public struct StepZone: Sendable {
  /// The zone's name, or the offset as `+05:30`.
  public let name: String
  private let clock: Clock

  private enum Clock: Sendable {
    case rules(TimeZoneRules)
    case offset(seconds: Int64)
  }

  /// Coordinated Universal Time.
  public static let utc = StepZone(name: "UTC", clock: .rules(.utc))

  private init(name: String, clock: Clock) {
    self.name = name
    self.clock = clock
  }

  /// Reads the IANA name of a zone, or an offset from −12:00 to +14:00; nil for anything else.
  public init?(_ name: String) {
    if let offset = Self.offset(name) {
      self.init(name: name, clock: .offset(seconds: offset))
    } else if let rules = try? TimeZoneRules(identifier: name) {
      self.init(name: name, clock: .rules(rules))
    } else {
      return nil
    }
  }

  /// The date that it is there.
  public func date(at instant: Instant) -> CivilDate {
    switch clock {
    case .rules(let rules): rules.date(at: instant)
    case .offset(let seconds): TimeZoneRules.utc.date(at: instant.adding(seconds: seconds))
    }
  }

  /// How far clocks there are ahead of UTC, in minutes.
  public func offsetMinutes(at instant: Instant) -> Int {
    switch clock {
    case .rules(let rules): rules.offsetSeconds(at: instant) / 60
    case .offset(let seconds): Int(seconds / 60)
    }
  }

  /// The first instant of a date there; where the zone has skipped midnight, the first after it.
  public func start(of date: CivilDate) -> Instant { instant(on: date, at: 0) }

  /// A date there, from its first instant to the next one's: 23, 24 or 25 hours mostly. One that
  /// the zone has skipped is empty.
  public func day(_ date: CivilDate) -> Range<Instant> {
    let start = start(of: date)
    return start..<max(start, self.start(of: date.adding(days: 1)))
  }

  /// The first instant at which clocks there show this time of a date, or the first after it.
  /// - Parameter second: seconds since midnight, 0–86,399.
  public func instant(on date: CivilDate, at second: Int) -> Instant {
    switch clock {
    case .rules(let rules): rules.instant(on: date, at: second)
    case .offset(let seconds):
      TimeZoneRules.utc.instant(on: date, at: second).adding(seconds: -seconds)
    }
  }

  /// The seconds of `+05:30`.
  private static func offset(_ name: String) -> Int64? {
    let text = Array(name.utf8)
    guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      text[3] == UInt8(ascii: ":")
    else { return nil }
    var digits: [Int64] = []
    for place in [1, 2, 4, 5] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]) else { return nil }
      digits.append(Int64(text[place] - UInt8(ascii: "0")))
    }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard minutes < 60 else { return nil }
    let seconds = (hours * 60 + minutes) * 60
    let offset = text[0] == UInt8(ascii: "-") ? -seconds : seconds
    return (-12 * 3_600...14 * 3_600).contains(offset) ? offset : nil
  }
}

extension StepZone: Hashable {
  /// Zones are the same by their names.
  public static func == (left: Self, right: Self) -> Bool { left.name == right.name }

  /// Adds the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
