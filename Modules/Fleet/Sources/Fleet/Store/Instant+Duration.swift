import Kernel

extension Instant {
  /// The instant so much later, to the millisecond.
  func adding(_ duration: Duration) -> Instant {
    let (seconds, attoseconds) = duration.components
    return adding(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }
}
