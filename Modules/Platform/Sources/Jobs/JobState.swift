/// Where a job stands.
public enum JobState: String, Hashable, Sendable, CaseIterable {
  /// It is due and waits for a worker.
  case available
  /// It becomes due later.
  case scheduled
  /// A worker is at it.
  case running
  /// An attempt failed; the next one becomes due later.
  case retryable
  /// It was done.
  case completed
  /// Somebody cancelled it.
  case cancelled
  /// It was given up.
  case discarded

  /// Whether anything more happens to it by itself.
  public var isFinished: Bool {
    switch self {
    case .completed, .cancelled, .discarded: true
    case .available, .scheduled, .running, .retryable: false
    }
  }

  /// Whether somebody can have it run at once: what waits for its time, and what came to nothing.
  public var canBeRetried: Bool {
    switch self {
    case .scheduled, .retryable, .cancelled, .discarded: true
    case .available, .running, .completed: false
    }
  }

  /// Whether somebody can call it off. What a worker is at is called off, too: what the attempt
  /// commits with `Work.complete` is undone then.
  public var canBeCancelled: Bool { !isFinished }
}
