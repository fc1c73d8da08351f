import Glibc

/// Waiting, for runners that poll: they own their thread.
enum Pause {
  static func run(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    var remainder = timespec()
    while nanosleep(&left, &remainder) == -1, errno == EINTR { left = remainder }
  }
}
