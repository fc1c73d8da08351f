internal import Synchronization

/// How long statements were in the pipeline of one of a loop's connections, whichever connection
/// takes that place. Written by the loop, read by anyone.
final class ConnectionTimes: Sendable {
  static let places = 26

  private let counts = InlineArray<26, Atomic<Int64>> { _ in Atomic(0) }

  /// Counts a statement by its time in nanoseconds. Loop thread only.
  func add(_ nanoseconds: Int64) {
    let bits = Int64.bitWidth - max(0, nanoseconds >> 10).leadingZeroBitCount
    let place = min(bits, Self.places - 1)
    // There is one who writes.
    counts[place].store(counts[place].load(ordering: .relaxed) + 1, ordering: .relaxed)
  }

  /// How many took up to 1,024 ns, up to 2,048 ns, and so on.
  var all: [Int64] {
    (0..<Self.places).map { counts[$0].load(ordering: .relaxed) }
  }
}
