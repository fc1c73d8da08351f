import Synchronization

/// A number that only grows, such as requests answered. Safe and cheap from every thread: one
/// atomic addition.
public final class Counter: Sendable {
  private let count = Atomic<Int64>(0)

  init() {}

  /// What was counted so far.
  public var value: Int64 { count.load(ordering: .relaxed) }

  /// Counts; an amount below zero is ignored, because counters never fall.
  public func increment(by amount: Int64 = 1) {
    if amount > 0 { count.wrappingAdd(amount, ordering: .relaxed) }
  }
}

/// A number that rises and falls, such as open connections.
public final class Gauge: Sendable {
  private let level = AtomicDouble()

  init() {}

  /// The present value.
  public var value: Double { level.value }

  /// Sets it.
  public func set(_ value: Double) { level.set(value) }

  /// Raises it, or lowers it by a difference below zero.
  public func add(_ difference: Double) { level.add(difference) }
}

/// How observations, such as durations in seconds, are spread over buckets.
public final class Histogram: @unchecked Sendable {
  // Unchecked: the memory of `counts` stays where it is from `init` to `deinit`, and holds atomics.

  /// Upper bounds in ascending order; above the last one comes infinity.
  let bounds: [Double]
  /// One atomic a bucket, infinity's last.
  private let counts: UnsafeMutablePointer<Atomic<Int64>>
  private let sum = AtomicDouble()

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = .allocate(capacity: bounds.count + 1)
    for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
  }

  deinit {
    counts.deinitialize(count: bounds.count + 1)
    counts.deallocate()
  }

  /// Takes an observation; NaN is ignored.
  public func observe(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[bucket].wrappingAdd(1, ordering: .relaxed)
    sum.add(value)
  }

  /// Takes a duration, in seconds.
  public func observe(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    observe(Double(seconds) + Double(attoseconds) * 1e-18)
  }

  /// Observations by bucket (not summed up), and the sum of what was observed.
  func snapshot() -> (counts: [Int64], sum: Double) {
    ((0...bounds.count).map { counts[$0].load(ordering: .relaxed) }, sum.value)
  }
}

/// A double that several threads change.
final class AtomicDouble: Sendable {
  private let bits = Atomic<UInt64>(0)

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  func add(_ difference: Double) {
    var seen = bits.load(ordering: .relaxed)
    while true {
      let sum = Double(bitPattern: seen) + difference
      let (exchanged, original) = bits.weakCompareExchange(
        expected: seen, desired: sum.bitPattern, ordering: .relaxed)
      if exchanged { return }
      seen = original
    }
  }
}
