private import Synchronization

/// Business time: the machine's, moved forward by whoever tests or shows a program. Due dates,
/// limits, schedules and every "today" follow it.
public final class BusinessClock: WallClock {
  private let machine: any WallClock
  private let offset: Atomic<Int64>
  private let listeners = Mutex<[@Sendable () -> Void]>([])

  /// A clock that is so far ahead of the machine's.
  public init(over machine: any WallClock, aheadBy milliseconds: Int64 = 0) {
    self.machine = machine
    offset = Atomic(milliseconds)
  }

  /// By how many milliseconds it is ahead of the machine's.
  public var offsetMilliseconds: Int64 { offset.load(ordering: .relaxed) }

  /// The present instant.
  public func now() -> Instant { machine.now().adding(milliseconds: offsetMilliseconds) }

  /// Moves the clock forward to an offset; one that is behind changes nothing.
  public func advance(toOffset milliseconds: Int64) {
    let (before, now) = offset.max(milliseconds, ordering: .relaxed)
    guard now > before else { return }
    for told in listeners.withLock({ $0 }) { told() }
  }

  /// Calls `told`, from any thread, each time that the clock was moved.
  public func onMove(_ told: @escaping @Sendable () -> Void) {
    listeners.withLock { $0.append(told) }
  }
}
