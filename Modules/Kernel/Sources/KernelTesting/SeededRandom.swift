public import Kernel
private import Synchronization

/// The same octets in every run for one seed (SplitMix64). For tests only: anybody can guess it.
public final class SeededRandom: RandomSource {
  private let state: Mutex<UInt64>

  /// A source whose octets the seed determines.
  public init(seed: UInt64 = 1) {
    state = Mutex(seed)
  }

  /// The next `count` octets.
  public func bytes(_ count: Int) -> [UInt8] {
    state.withLock { state in
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count + 7)
      while bytes.count < count {
        var word = Self.next(&state)
        for _ in 0..<8 {
          bytes.append(UInt8(truncatingIfNeeded: word))
          word >>= 8
        }
      }
      return Array(bytes.prefix(count))
    }
  }

  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
