public import Kernel

/// Until when somebody has premium.
public enum Premium: Hashable, Sendable {
  /// Never had it, or it was taken away.
  case none
  /// Up to an instant, which may have gone by.
  case until(Instant)
  /// Without end.
  case unlimited

  /// What premium is at an instant.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// No rights.
    case none
    /// All rights.
    case active
    /// Ended, with all rights for a few days.
    case grace
  }

  /// When grace ends; nil where there is an end neither of premium nor of grace.
  public func graceUntil(graceDays: Int64) -> Instant? {
    guard case .until(let end) = self else { return nil }
    return end.adding(seconds: graceDays * Self.secondsOfDay)
  }

  /// What it is now: rights end with the first instant that is not before their end.
  public func state(at now: Instant, graceDays: Int64) -> State {
    switch self {
    case .none: .none
    case .unlimited: .active
    case .until(let end) where now < end: .active
    case .until:
      graceUntil(graceDays: graceDays).map { now < $0 } == true ? .grace : .none
    }
  }

  /// The days that a subscription bought now lasts: from now, or from the running end where premium
  /// is active or in grace. Nil where premium has no end.
  public func renewal(days: Int64, at now: Instant, graceDays: Int64) -> Range<Instant>? {
    if self == .unlimited { return nil }
    var start = now
    if case .until(let end) = self, state(at: now, graceDays: graceDays) != .none { start = end }
    return start..<start.adding(seconds: days * Self.secondsOfDay)
  }

  /// The seconds of a day of premium: 24 hours, whatever clocks on walls do.
  public static let secondsOfDay: Int64 = 86_400
}
