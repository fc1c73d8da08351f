public import Kernel

/// How an attempt ended, as the job's row tells it.
public enum JobEnd: Hashable, Sendable {
  /// It did what was to be done.
  case completed
  /// It failed, and is tried again at the instant.
  case retryable(at: Instant, error: String)
  /// It failed, and is given up.
  case discarded(error: String)
  /// It is to be run again at the instant; the attempt does not count.
  case snoozed(until: Instant)

  /// How an attempt ends that threw an error.
  /// - Parameters:
  ///   - jitter: a number from 0 to 999, by chance.
  public static func failing(
    _ error: any Error, _ attempt: Int, of maxAttempts: Int, at now: Instant, jitter: Int
  ) -> JobEnd {
    switch error {
    case let error as JobSnooze: .snoozed(until: error.until)
    case let error as JobDiscard: .discarded(error: error.reason)
    case _ where attempt >= maxAttempts: .discarded(error: "\(error)")
    default:
      .retryable(
        at: now.adding(milliseconds: JobBackoff.milliseconds(after: attempt, jitter: jitter)),
        error: "\(error)")
    }
  }
}

/// Thrown by a job that is to be run again later, without an attempt being counted.
public struct JobSnooze: Error, Hashable, Sendable {
  /// When it is to run again, by the clock of its queue.
  public let until: Instant

  /// Asks for another run.
  public init(until: Instant) { self.until = until }
}

/// Thrown by a job that no other attempt would help: it is given up at once.
public struct JobDiscard: Error, Hashable, Sendable {
  /// Why, for whoever reads the job.
  public let reason: String

  /// Gives the job up.
  public init(_ reason: String) { self.reason = reason }
}

/// The pause after an attempt that failed.
public enum JobBackoff {
  /// The fourth power of the attempt's number in seconds, more or less a tenth: 1 s, 16 s, 81 s,
  /// up to about four days after the twenty-fourth. Jobs that failed together come apart.
  /// - Parameters:
  ///   - attempt: the number of the attempt, from 1; beyond 100 the pause grows no more.
  ///   - jitter: a number from 0 to 999, by chance.
  public static func milliseconds(after attempt: Int, jitter: Int) -> Int64 {
    let attempt = Int64(min(max(attempt, 1), 100))
    let pause = attempt * attempt * attempt * attempt * 1_000
    return pause * 9 / 10 + pause / 5 * Int64(min(max(jitter, 0), 999)) / 1_000
  }
}
