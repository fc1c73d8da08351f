public import Kernel
private import Synchronization

/// A clock that stands still until it is told to move.
public final class FixedClock: WallClock {
  private let time: Mutex<Instant>

  /// A clock that stands at `instant`.
  public init(_ instant: Instant) {
    time = Mutex(instant)
  }

  /// The instant at which the clock stands.
  public func now() -> Instant {
    time.withLock { $0 }
  }

  /// Sets the clock, backwards too.
  public func set(_ instant: Instant) {
    time.withLock { $0 = instant }
  }

  /// Moves the clock forward, or back if negative.
  public func advance(seconds: Int64) {
    time.withLock { $0 = $0.adding(seconds: seconds) }
  }

  /// Moves the clock forward, or back if negative.
  public func advance(milliseconds: Int64) {
    time.withLock { $0 = $0.adding(milliseconds: milliseconds) }
  }
}
