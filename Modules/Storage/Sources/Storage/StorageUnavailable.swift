public import Kernel

/// Why the database could not be asked, or did not do what it was asked. None of these is the
/// statement's fault, and all of them may pass: callers get 503.
///
/// Nothing was done, but for `outcomeUnknown`, `notReplicated` and `unconfirmed`.
public enum StorageUnavailable: Unavailability, Hashable, Sendable {
  /// The database cannot be reached or opened, or is closed. The text says why.
  case unreachable(String)
  /// More is waiting than the database can do in reasonable time.
  case overloaded
  /// The database server has no more of something: connections, memory, room for locks.
  case exhausted(String)
  /// There is no room on the disk.
  case diskFull(String)
  /// The database only reads: it is a standby, or an operator has closed it to changes.
  case readOnly(String)
  /// Another process kept the database locked for too long.
  case busy
  /// Somebody else kept a row or table locked for longer than a statement may wait.
  case locked(statement: String)
  /// The statement was given up: its time was over, or an operator cancelled it.
  case cancelled(statement: String)
  /// The database refuses until its operator changes something: a grant, a role, a limit.
  case refused(String)
  /// A table, a column or the schema is missing that this release has: somebody changed the
  /// database, or where names are looked up, under a running server.
  case foreignSchema(String)
  /// The database's files or its machine are failing.
  case failing(String)
  /// The connection was lost after COMMIT was sent: the transaction may have happened. Never retry
  /// it blindly; to know, look for what it would have written.
  case outcomeUnknown
  /// The transaction is committed on the server that was asked, but a standby, which was to have it
  /// too, did not say that it does. It is lost if that standby takes over now.
  case notReplicated
  /// What was read, or refused because of it, may be of a commit that a standby did not confirm,
  /// and no later one could be confirmed either. The text says why.
  case unconfirmed(String)

  /// When to try again: after 1 s where it is not expected to last, and later where somebody has
  /// to do something first.
  public var retryAfterSeconds: Int {
    switch self {
    case .diskFull, .refused, .foreignSchema, .failing: 5
    case .unreachable, .overloaded, .exhausted, .readOnly, .busy, .locked, .cancelled,
      .outcomeUnknown, .notReplicated, .unconfirmed:
      1
    }
  }

  /// False where COMMIT was sent and not answered, or not by all who were to answer.
  public var isOutcomeKnown: Bool {
    switch self {
    case .outcomeUnknown, .notReplicated, .unconfirmed: false
    default: true
    }
  }
}

extension StorageUnavailable: CustomStringConvertible {
  /// The reason, for the log, and what to do about it where that is known.
  public var description: String {
    switch self {
    case .unreachable(let reason): "the database is unreachable: \(reason)"
    case .overloaded: "the database is overloaded"
    case .exhausted(let reason): "the database server has come to a limit: \(reason)"
    case .diskFull(let reason): "the disk is full: \(reason)"
    case .readOnly(let reason): "the database only reads: \(reason)"
    case .busy: "the database is locked by another process"
    case .locked(let statement):
      "a row or table is locked by somebody else for too long; pg_locks and pg_blocking_pids() "
        + "tell who it is, at: \(statement)"
    case .cancelled(let statement):
      "the statement was cancelled, by its time limit or an operator, at: \(statement)"
    case .refused(let reason): "the database refuses: \(reason)"
    case .foreignSchema(let reason):
      "the schema is not the one that this release expects: \(reason); 'atrium-migrate status' and "
        + "'drift' tell what differs, and on Postgres search_path may"
    case .failing(let reason): "the database fails: \(reason)"
    case .outcomeUnknown: "the connection was lost while committing; the outcome is unknown"
    case .notReplicated:
      "committed here, but the standby did not confirm it, so the outcome is unknown; see "
        + "pg_stat_replication and synchronous_standby_names"
    case .unconfirmed(let reason):
      "a standby did not confirm an earlier commit, and a later one that would confirm it failed: "
        + reason
    }
  }
}

/// A database that cannot be used as it was made: no later attempt will succeed.
public struct UnsuitableDatabase: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it, and what to do.
  public let description: String

  /// Says what is wrong with it.
  public init(_ description: String) {
    self.description = description
  }
}
