internal import JSON
public import Work

/// Does the jobs of one kind.
///
/// What it does may happen more than once: a server may die after the effect and before the job is
/// known to be done. Where the effect is a unit of work, `work.complete(run)` in it makes both one.
public struct JobHandler: Sendable {
  /// The kind.
  public let kind: String
  /// Where its jobs wait.
  public let queue: JobQueue
  /// The arguments that nobody is shown.
  public let secretArguments: Set<String>
  /// How long an attempt may take; then it counts as failed, and its place is free again.
  public let timeLimit: Duration
  /// Does a job, given its arguments as JSON text. A job is done when it returns; when it throws,
  /// it is tried again (`JobEnd`).
  public let perform: @Sendable (_ arguments: String, JobRun) async throws -> Void
  /// Does what belongs to calling a job off, before the job itself is. It may happen more than
  /// once, and beside an attempt that is under way.
  public let callOff: @Sendable (_ arguments: String) async throws -> Void

  /// A handler of the jobs of a type. Arguments that cannot be read any more discard a job.
  /// - Parameter callingOff: what belongs to calling a job off; nothing unless given. A job whose
  ///   arguments cannot be read has nothing that could be called off.
  public init<J: Job>(
    _ type: J.Type = J.self, timeLimit: Duration = .seconds(300),
    callingOff: @escaping @Sendable (J) async throws -> Void = { _ in },
    perform: @escaping @Sendable (J, JobRun) async throws -> Void
  ) {
    kind = J.kind
    queue = J.queue
    secretArguments = J.secretArguments
    self.timeLimit = timeLimit
    self.perform = { arguments, run in
      let job: J
      do {
        job = try JSONDecoding.decode(J.self, from: Array(arguments.utf8))
      } catch {
        throw JobDiscard("its arguments cannot be read: \(error)")
      }
      try await perform(job, run)
    }
    callOff = { arguments in
      guard let job = try? JSONDecoding.decode(J.self, from: Array(arguments.utf8)) else { return }
      try await callingOff(job)
    }
  }
}
