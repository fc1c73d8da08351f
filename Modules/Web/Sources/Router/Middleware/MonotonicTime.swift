internal import Glibc

/// Time that only goes forward, for durations.
enum MonotonicTime {
  /// Microseconds since some fixed moment.
  static func microseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

extension RequestContext {
  /// How long ago the request was taken up, in microseconds.
  public var elapsedMicroseconds: Int64 { MonotonicTime.microseconds() - startedMicroseconds }
}
