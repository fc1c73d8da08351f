public import Kernel
public import Work

/// A job that is enqueued again and again, in business time.
///
/// Each moment gives one job, whichever servers there are. Of moments that passed while nobody
/// looked, as when every server was down, only the last one does; the job finds what is to be done
/// by what is there, not by how often it runs.
///
/// A schedule of every minute that mostly finds nothing names what it waits for: moments at which
/// there is nothing to do then make no job, and whoever moves business time passes over them.
public struct Schedule: Sendable {
  /// Its name: `<context>.<what>`, such as `ajo.reminders`.
  public let name: String
  /// When.
  public let recurrence: Recurrence
  /// The earliest moment at which there is something to do, as the rows stand now: it may have
  /// passed already. Nil where there is nothing at all. A schedule without this question has its
  /// job made at each moment.
  public let firstDue: FirstDue?
  /// The job of a moment.
  public let job: @Sendable (Instant) -> any Job

  /// A cheap question of the earliest moment at which there is something to do.
  public typealias FirstDue = @Sendable () async throws -> Instant?

  /// The context: the first word of the name.
  public var context: String { String(name.prefix { $0 != "." }) }

  /// A schedule.
  /// - Parameters:
  ///   - name: `<context>.<what>`.
  ///   - firstDue: what it waits for; nil where each moment has its job.
  ///   - job: makes the job of a moment.
  public init(
    _ name: String, _ recurrence: Recurrence, waitingFor firstDue: FirstDue? = nil,
    job: @escaping @Sendable (Instant) -> any Job
  ) {
    self.name = name
    self.recurrence = recurrence
    self.firstDue = firstDue
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

  /// Whether there is something to do at a moment. A question that fails is no reason to do
  /// nothing.
  public func hasWork(at moment: Instant) async throws -> Bool {
    guard let firstDue else { return true }
    guard let answer = try await answer(to: firstDue) else { return true }
    return answer.map { $0 <= moment } ?? false
  }

  /// The first moment at which there is something to do; nil where there is nothing.
  /// - Parameter next: the moment that is to be next.
  public func momentWithWork(from next: Instant) async throws -> Instant? {
    guard let firstDue else { return next }
    guard let answer = try await answer(to: firstDue) else { return next }
    guard let due = answer else { return nil }
    return due <= next ? next : recurrence.next(after: due.adding(milliseconds: -1))
  }

  /// What a question is answered; nil where it fails.
  private func answer(to question: FirstDue) async throws -> Instant?? {
    do {
      return .some(try await question())
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      return nil
    }
  }
}
