public import Kernel

/// Work that is done after a commit, at least once: it must be safe to repeat, and a job that moves
/// money carries the id of its transfer. Its stored properties are its arguments.
public protocol Job: Codable, Sendable {
  /// The kind, as it is kept with the job: `<context>.<what>`, such as `ajo.pay_out`.
  static var kind: String { get }

  /// Where it waits: what holds up one queue holds up no other.
  static var queue: JobQueue { get }

  /// How often it is tried before it is given up, 1 or more.
  static var maxAttempts: Int { get }

  /// The arguments that nobody is shown, by their names.
  static var secretArguments: Set<String> { get }
}

extension Job {
  /// The standard queue.
  public static var queue: JobQueue { .standard }
  /// Twenty-five attempts, which with growing pauses are about three weeks.
  public static var maxAttempts: Int { 25 }
  /// None.
  public static var secretArguments: Set<String> { [] }
}

/// A line of jobs with places of its own: jobs of one queue never wait for those of another.
public struct JobQueue: Hashable, Sendable {
  /// Which clock says when a job is due.
  public enum Timing: Hashable, Sendable {
    /// Business time, which due dates and schedules follow.
    case business
    /// The machine's time, which whoever waits at the other end of the network follows.
    case machine
  }

  /// The name, as it is kept with the job.
  public let name: String
  /// How many of its jobs a server runs at once.
  public let concurrency: Int
  /// Which clock says when its jobs are due.
  public let timing: Timing

  /// A queue.
  public init(_ name: String, concurrency: Int, timing: Timing = .business) {
    self.name = name
    self.concurrency = concurrency
    self.timing = timing
  }

  /// What changes rows of one's own, in business time.
  public static let standard = JobQueue("standard", concurrency: 8)

  /// What sends mails. A mail server that is slow holds up nothing else.
  public static let mail = JobQueue("mail", concurrency: 4, timing: .machine)
}

/// What a `JobID` is the id of.
public enum JobTag {}
/// A job's id.
public typealias JobID = Identifier<JobTag>

/// One attempt at a job.
public struct JobRun: Hashable, Sendable {
  /// The job.
  public let id: JobID
  /// Which attempt it is, from 1.
  public let attempt: Int
  /// How many there may be.
  public let maxAttempts: Int
  /// When the job was due. A job that a schedule made stands for this moment.
  public let scheduledAt: Instant

  /// An attempt.
  public init(id: JobID, attempt: Int, maxAttempts: Int, scheduledAt: Instant) {
    self.id = id
    self.attempt = attempt
    self.maxAttempts = maxAttempts
    self.scheduledAt = scheduledAt
  }
}

/// An attempt is not the job's last one any more: somebody else has taken it, or cancelled it. What
/// the unit of work did is undone.
public struct JobTaken: Error, Hashable, Sendable {
  /// Makes the error.
  public init() {}
}

/// What a job is unique by among the unfinished jobs of its kind.
public enum UniqueKey: Hashable, Sendable {
  /// All its arguments.
  case byArguments
  /// A name of one's own.
  case named(String)
}
