public import Kernel
private import Synchronization

/// UUIDs of version 7 that count up by one from a seed, so that a test can name them beforehand
/// and the greater is always the later.
public final class SeededIDs: IDSource {
  private let counter: Mutex<UInt64>
  private let prefix: UInt128

  /// A source of its own range: seeds that differ never give the same id. Stamped
  /// 2026-01-01T00:00:00.000Z unless told otherwise.
  public init(seed: UInt32 = 1, at instant: Instant = Instant(milliseconds: 1_767_225_600_000)) {
    let milliseconds = UInt128(UInt64(clamping: instant.milliseconds) & 0xFFFF_FFFF_FFFF)
    // Version 7 and the variant, with the seed in the octets between them and the counter.
    prefix = milliseconds << 80 | 0x7000 << 64 | 1 << 63 | UInt128(seed) << 30
    counter = Mutex(0)
  }

  /// The id one greater than the last one.
  public func next() -> UInt128 {
    counter.withLock { counter in
      counter += 1
      return prefix + UInt128(counter)
    }
  }
}
