import Kernel

/// Chance that comes out the same each time (SplitMix64).
struct Chance: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number below a bound.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// A UUID of version 7, made at a moment.
  mutating func id(at moment: Instant) -> UInt128 {
    let high = UInt64(moment.milliseconds(since: Instant(seconds: 0))) << 16 | 0x7000
    return UInt128(high | next() >> 52) << 64 | UInt128(next() >> 2 | 0x8000_0000_0000_0000)
  }
}
