private import Synchronization

/// Makes UUIDs of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then 74 bits that start at
/// random in each millisecond and grow by a random step within it (6.2, method 2). Every id is
/// greater than the one before it, whatever the clock does and from however many threads.
public struct UUIDv7Source: IDSource {
  private let clock: any WallClock
  private let state: State

  /// A source of its own order; two sources over one clock do not know of each other.
  public init(clock: any WallClock = SystemClock(), random: any RandomSource = SystemRandomSource())
  {
    self.clock = clock
    state = State(random: random)
  }

  /// The next id. The clock is believed only as far as it moves forward.
  public func next() -> UInt128 {
    state.next(at: clock.now().milliseconds)
  }
}

extension UUIDv7Source {
  private final class State: Sendable {
    private let sequence: Mutex<Sequence>

    init(random: any RandomSource) {
      sequence = Mutex(Sequence(random: random))
    }

    func next(at milliseconds: Int64) -> UInt128 {
      sequence.withLock { $0.next(at: milliseconds) }
    }
  }

  /// The last id given, as its 122 free bits, and octets fetched ahead: one system call gives
  /// enough for some 250 ids.
  private struct Sequence {
    private let random: any RandomSource
    private var pool: [UInt8] = []
    private var unread = 0
    private var milliseconds: UInt64 = 0
    /// 74 bits; the top one starts at 0, which leaves room to count up within a millisecond.
    private var tail: UInt128 = 0

    init(random: any RandomSource) {
      self.random = random
    }

    mutating func next(at now: Int64) -> UInt128 {
      let now = UInt64(clamping: now)
      if now > milliseconds {
        begin(now)
      } else {
        // A step of 1…2^32 keeps the next id unguessable from this one.
        tail += UInt128(word() & 0xFFFF_FFFF) + 1
        if tail >> 74 != 0 { begin(milliseconds + 1) }
      }
      return value
    }

    private mutating func begin(_ now: UInt64) {
      milliseconds = now
      tail = UInt128(word() & 0x1FF) << 64 | UInt128(word())
    }

    private var value: UInt128 {
      let time = UInt128(milliseconds & 0xFFFF_FFFF_FFFF) << 80
      let high = (tail >> 62) << 64
      let low = tail & 0x3FFF_FFFF_FFFF_FFFF
      return time | 0x7000 << 64 | high | 1 << 63 | low
    }

    private mutating func word() -> UInt64 {
      if unread + 8 > pool.count {
        pool = random.bytes(2048)
        unread = 0
      }
      defer { unread += 8 }
      return pool.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: unread, as: UInt64.self) }
    }
  }
}
