extension AchievementCriteria {
  /// The kinds of criteria, by the names that administrators and clients use.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case totalSteps = "total_steps"
    case dailySteps = "daily_steps"
    case streak
    case earlyBird = "early_bird"
  }

  /// Which kind they are of.
  public var kind: Kind {
    switch self {
    case .totalSteps: .totalSteps
    case .dailySteps: .dailySteps
    case .streak: .streak
    case .earlyBird: .earlyBird
    }
  }

  /// The steps and dates that criteria may ask for.
  public enum Limits {
    /// The steps in all.
    public static let totalSteps = 1...1_000_000_000_000
    /// The steps of one date.
    public static let steps = 1...1_000_000
    /// The dates of a streak.
    public static let days = 2...366
  }
}

extension AchievementCriteria: CustomStringConvertible {
  /// A line for the audit trail.
  public var description: String {
    switch self {
    case .totalSteps(let steps): "\(kind.rawValue): \(steps)"
    case .dailySteps(let steps): "\(kind.rawValue): \(steps)"
    case .streak(let days, let steps): "\(kind.rawValue): \(days) dates of \(steps)"
    case .earlyBird(let from, let before, let steps):
      "\(kind.rawValue): \(steps) from \(ClockTime(from)) before \(ClockTime(before))"
    }
  }
}

/// A time of day as people write it: `04:00`.
public struct ClockTime: Hashable, Sendable, LosslessStringConvertible {
  /// Since midnight, 0–1,439.
  public let minutes: Int

  /// So many minutes after midnight; taken for the first or last minute of a day beyond it.
  public init(_ minutes: Int) {
    self.minutes = min(max(minutes, 0), 1_439)
  }

  /// Reads `04:00`: five ASCII characters, up to `23:59`.
  public init?(_ text: String) {
    let text = Array(text.utf8)
    guard text.count == 5, text[2] == UInt8(ascii: ":") else { return nil }
    var digits: [Int] = []
    for place in [0, 1, 3, 4] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[place]) else { return nil }
      digits.append(Int(text[place] - UInt8(ascii: "0")))
    }
    let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
    guard hours < 24, minutes < 60 else { return nil }
    self.minutes = hours * 60 + minutes
  }

  /// `04:00`.
  public var description: String {
    let (hours, rest) = (minutes / 60, minutes % 60)
    return "\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
  }
}
