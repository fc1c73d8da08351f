internal import Glibc

/// Waits that double from attempt to attempt, each cut by up to a half at random, so that many who
/// failed together do not come back together.
struct Backoff {
  private let first: Int64
  private let longest: Int64
  private var attempts = 0

  /// Waits from `first` to `longest` nanoseconds.
  init(first: Int64, longest: Int64) {
    self.first = first
    self.longest = longest
  }

  /// For a server that does not answer: 50 ms to 2 s.
  static var reconnect: Backoff { Backoff(first: 50_000_000, longest: 2_000_000_000) }
  /// For a transaction that lost against another: 2 ms to 100 ms.
  static var conflict: Backoff { Backoff(first: 2_000_000, longest: 100_000_000) }

  /// The next wait, in nanoseconds.
  mutating func next() -> Int64 {
    let full = min(longest, first << Int64(min(attempts, 20)))
    attempts += 1
    return full - Int64.random(in: 0...(full / 2))
  }

  mutating func reset() {
    attempts = 0
  }
}

/// Nanoseconds of the monotonic clock.
func monotonicNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Holds up the calling thread, which must not be a loop's.
func sleep(nanoseconds: Int64) {
  var time = timespec(
    tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
  var rest = timespec()
  while nanosleep(&time, &rest) == -1, errno == EINTR { time = rest }
}
