/// How far apart the clocks may be that wrote and read a stored instant.
///
/// Servers that share a Postgres go by its clock, and a machine's clock is set now and then. So an
/// instant that is stored may lie ahead of now by up to a minute more than what it stands for; what
/// lies further ahead was written by a clock that was wrong, and is void.
public enum ClockTolerance {
  /// One minute.
  public static let seconds: Int64 = 60
}

extension Instant {
  /// Whether this instant, written as the end of so many seconds, lies further ahead than a clock
  /// that was right would have written.
  public func isImplausible(asEndOf seconds: Int64, at now: Instant) -> Bool {
    self > now.adding(seconds: seconds + ClockTolerance.seconds)
  }
}
