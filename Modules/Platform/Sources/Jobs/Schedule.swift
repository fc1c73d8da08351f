public import Kernel
public import Work

/// A job that is enqueued again and again, in business time.
///
/// Each moment gives one job, whichever servers there are. Of moments that passed while nobody
/// looked, as when every server was down, only the last one does; the job finds what is to be done
/// by what is there, not by how often it runs.
public struct Schedule: Sendable {
  /// Its name: `<context>.<what>`, such as `ajo.reminders`.
  public let name: String
  /// When.
  public let recurrence: Recurrence
  /// The job of a moment.
  public let job: @Sendable (Instant) -> any Job

  /// The context: the first word of the name.
  public var context: String { String(name.prefix { $0 != "." }) }

  /// A schedule.
  /// - Parameters:
  ///   - name: `<context>.<what>`.
  ///   - job: makes the job of a moment.
  public init(
    _ name: String, _ recurrence: Recurrence, job: @escaping @Sendable (Instant) -> any Job
  ) {
    self.name = name
    self.recurrence = recurrence
    self.job = job
  }

  /// The moment that is to be next where the one that is expected cannot be; nil where it can.
  /// Servers' clocks may differ by `ClockTolerance`.
  public func sooner(than expected: Instant, at now: Instant) -> Instant? {
    let latest = recurrence.next(after: now.adding(seconds: ClockTolerance.seconds))
    return expected > latest ? recurrence.next(after: now) : nil
  }

  /// The schedule's moment that a job is now to be made for, and the next one after now.
  /// - Parameter expected: the moment that was to be next.
  public func moments(from expected: Instant, at now: Instant) -> (due: Instant, next: Instant)? {
    guard expected <= now else { return nil }
    return (max(expected, recurrence.last(by: now) ?? expected), recurrence.next(after: now))
  }
}
