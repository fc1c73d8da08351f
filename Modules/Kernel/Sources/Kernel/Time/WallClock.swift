private import Glibc

/// Tells the time of day. Injected, so that a test can set it.
public protocol WallClock: Sendable {
  /// The present instant. It may step backwards when the system's clock is set.
  func now() -> Instant
}

/// The system's real-time clock.
public struct SystemClock: WallClock {
  /// The clock; it has no state of its own.
  public init() {}

  /// The present instant, rounded down to the millisecond.
  public func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}
