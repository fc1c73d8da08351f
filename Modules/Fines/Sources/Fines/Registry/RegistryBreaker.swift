public import Kernel

/// Spares a registry that fails: after five failures in a row it is left alone for a while, then
/// one call tries it. Follows the machine's clock.
public struct RegistryBreaker: Hashable, Sendable {
  /// What a call came to.
  public enum Outcome: Hashable, Sendable {
    /// An answer, also that there is no such vehicle.
    case answered
    /// None, or a worthless one.
    case failed
    /// The registry asks to be left alone until an instant; no failure.
    case paused(until: Instant)
  }

  /// What is told of a breaker.
  public enum News: Hashable, Sendable {
    /// The registry is given up for a while.
    case down
    /// It answers again.
    case up
  }

  private enum State: Hashable, Sendable {
    case closed(failures: Int)
    case open(until: Instant)
    case probing
  }

  private var state = State.closed(failures: 0)
  private var pausedUntil: Instant?
  private let pause: Int64

  /// A breaker that lets calls through.
  /// - Parameter seconds: how long it leaves a failing registry alone.
  public init(openFor seconds: Int64) {
    pause = seconds
  }

  /// Whether a call may be made now; if not, when to ask again. The call that is let through after
  /// a time of rest is the only one until its outcome is noted.
  public mutating func admit(at now: Instant) -> Admission {
    if let until = pausedUntil {
      guard now >= until else { return .refused(until: until) }
      pausedUntil = nil
    }
    switch state {
    case .closed: return .admitted
    case .open(let until) where now < until: return .refused(until: until)
    case .open:
      state = .probing
      return .admitted
    case .probing: return .refused(until: now.adding(seconds: 1))
    }
  }

  /// Whether a call may be made.
  public enum Admission: Hashable, Sendable {
    /// It may.
    case admitted
    /// Not before an instant.
    case refused(until: Instant)
  }

  /// Notes what a call came to.
  public mutating func note(_ outcome: Outcome, at now: Instant) -> News? {
    switch (outcome, state) {
    case (.answered, .closed):
      state = .closed(failures: 0)
      return nil
    case (.answered, _):
      state = .closed(failures: 0)
      return .up
    case (.failed, .closed(let failures)):
      guard failures + 1 >= Self.mostFailures else {
        state = .closed(failures: failures + 1)
        return nil
      }
      state = .open(until: now.adding(seconds: pause))
      return .down
    case (.failed, _):
      state = .open(until: now.adding(seconds: pause))
      return nil
    case (.paused(let until), _):
      pausedUntil = max(pausedUntil ?? until, until)
      if state == .probing { state = .open(until: until) }
      return nil
    }
  }

  private static let mostFailures = 5
}
