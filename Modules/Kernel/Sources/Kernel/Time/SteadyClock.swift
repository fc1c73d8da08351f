private import Glibc
private import Synchronization

/// The time of a reference clock that several machines ask, such as that of the database they
/// share.
///
/// Between two readings it goes on by the machine's clock that nobody sets, so that it does not
/// matter how the machine's time of day is set, nor that it jumps while the program runs. Before
/// the first reading it is the machine's time of day.
public final class SteadyClock: WallClock {
  /// Readings that took longer say too little, in nanoseconds.
  private static let longestReading: Int64 = 1_000_000_000

  private struct Anchor {
    var instant: Instant
    var uptime: Int64

    func instant(at uptime: Int64) -> Instant {
      instant.adding(milliseconds: (uptime - self.uptime) / 1_000_000)
    }
  }

  private let machine: any WallClock
  private let uptime: @Sendable () -> Int64
  private let anchor = Mutex<Anchor?>(nil)

  /// A clock that nobody has read yet.
  /// - Parameters:
  ///   - machine: the time of day until the first reading.
  ///   - uptime: nanoseconds on a clock that only goes forward; the machine's unless given.
  public init(
    machine: any WallClock = SystemClock(), uptime: (@Sendable () -> Int64)? = nil
  ) {
    self.machine = machine
    self.uptime = uptime ?? Self.machineUptime
  }

  /// The present instant.
  public func now() -> Instant {
    guard let anchor = anchor.withLock({ $0 }) else { return machine.now() }
    return anchor.instant(at: uptime())
  }

  /// Reads the reference clock. What it told is taken to be of the end of the reading, so that this
  /// clock is never ahead of it: nothing is due early. Where the two agree within the time that the
  /// reading took, this one goes on as it is.
  /// - Parameter read: asks the reference clock.
  /// - Returns: whether the reading was quick enough to be used.
  /// - Throws: what `read` throws; the clock goes on by its last reading.
  @discardableResult
  public func synchronise(_ read: () async throws -> Instant) async throws -> Bool {
    let start = uptime()
    let told = try await read()
    let end = uptime()
    let took = end - start
    guard (0...Self.longestReading).contains(took) else { return false }
    anchor.withLock { anchor in
      if let expected = anchor?.instant(at: end) {
        let lead = expected.milliseconds(since: told)
        if (0...took / 1_000_000).contains(lead) { return }
      }
      anchor = Anchor(instant: told, uptime: end)
    }
    return true
  }

  /// Time asleep counts.
  private static func machineUptime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
