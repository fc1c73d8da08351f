public import Kernel
public import Work

/// A job as operators see it.
public struct JobRecord: Sendable, Hashable {
  /// Its id.
  public let id: JobID
  /// The context that enqueued it.
  public let context: String
  /// Its kind.
  public let kind: String
  /// Where it stands.
  public let state: JobState
  /// How many attempts were begun.
  public let attempt: Int
  /// How many there may be.
  public let maxAttempts: Int
  /// When it is due, or was.
  public let scheduledAt: Instant
  /// When the last attempt was begun.
  public let attemptedAt: Instant?
  /// When it was finished.
  public let finalizedAt: Instant?
  /// What it is unique by while it is unfinished.
  public let uniqueKey: String?
  /// Its arguments, as JSON text.
  public let arguments: String
  /// What went wrong in each attempt, as the text of a JSON array.
  public let errors: String
  /// When it was enqueued.
  public let createdAt: Instant

  /// A job's record.
  public init(
    id: JobID, context: String, kind: String, state: JobState, attempt: Int, maxAttempts: Int,
    scheduledAt: Instant, attemptedAt: Instant?, finalizedAt: Instant?, uniqueKey: String?,
    arguments: String, errors: String, createdAt: Instant
  ) {
    self.id = id
    self.context = context
    self.kind = kind
    self.state = state
    self.attempt = attempt
    self.maxAttempts = maxAttempts
    self.scheduledAt = scheduledAt
    self.attemptedAt = attemptedAt
    self.finalizedAt = finalizedAt
    self.uniqueKey = uniqueKey
    self.arguments = arguments
    self.errors = errors
    self.createdAt = createdAt
  }
}

/// Which jobs are asked for; nil asks for all.
public struct JobFilter: Sendable, Hashable {
  /// In this state.
  public var state: JobState?
  /// Of this kind.
  public var kind: String?
  /// Of this context.
  public var context: String?

  /// All jobs.
  public init(state: JobState? = nil, kind: String? = nil, context: String? = nil) {
    self.state = state
    self.kind = kind
    self.context = context
  }
}

/// A schedule as operators see it.
public struct ScheduleRecord: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// The context whose it is.
  public let context: String
  /// Its next moment.
  public let nextAt: Instant
  /// Its last moment that a job was made for.
  public let lastAt: Instant?
  /// Where that job stands; nil where there is none any more.
  public let lastState: JobState?
  /// Whether its moments pass without a job.
  public let isPaused: Bool

  /// A schedule's record.
  public init(
    name: String, context: String, nextAt: Instant, lastAt: Instant?, lastState: JobState?,
    isPaused: Bool
  ) {
    self.name = name
    self.context = context
    self.nextAt = nextAt
    self.lastAt = lastAt
    self.lastState = lastState
    self.isPaused = isPaused
  }
}

/// Why operators cannot do something to a job or a schedule.
public enum JobRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such job or schedule.
  case notFound
  /// A job has no such step from where it stands.
  case wrongState
  /// What a job was for is done or gone: run again, it would do nothing.
  case nothingLeft
  /// Another unfinished job has the same unique key.
  case uniqueKeyTaken
}
