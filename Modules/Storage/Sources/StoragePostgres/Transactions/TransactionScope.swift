internal import Storage

/// A transaction under way: what the body of `transaction` is given.
///
/// BEGIN, SAVEPOINT, RELEASE and what `deferred` is given wait for the next statement and go with
/// it, so that they cost no round trip of their own.
final class TransactionScope: SQLExecutor {
  private let connection: BlockingConnection
  /// What goes before the next statement.
  private var prefix: [SQL] = ["BEGIN"]
  private var roundTrips = 0
  private var hasDeferred = false
  private var savepoints = 0
  /// The failure that aborted the transaction; nothing else can be done in it.
  private var failure: (any Error)?
  private var isOver = false
  private var isCommitting = false

  /// Why another attempt may go through.
  enum Prospect {
    /// The transaction lost against another one.
    case conflict
    /// It was lost to a statement that had to be prepared anew, and has been mended.
    case mended
    /// The connection was lost before the server had answered anything.
    case lostAtOnce
    /// The session is of no use, but another one may be.
    case otherSession
    /// Somebody else has a lock.
    case locked
  }

  /// Whether the connection was lost under it.
  private(set) var wasLost = false

  /// Why another attempt may go through, if it may.
  private(set) var prospect: Prospect?

  init(_ connection: BlockingConnection) {
    self.connection = connection
  }

  var dialect: Dialect { .postgres }

  func query(_ sql: SQL) throws -> [Row] {
    try run([sql])[0].rows
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try run([sql])[0].affectedRows
  }

  func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    guard !statements.isEmpty else { return [] }
    return try run(statements).map(\.rows)
  }

  func deferred(_ statements: [SQL]) throws {
    try checkUsable()
    // Within a savepoint a failure is the savepoint's to undo, so it must show there.
    guard savepoints == 0 else {
      _ = try pipeline(statements)
      return
    }
    prefix += statements
    hasDeferred = hasDeferred || !statements.isEmpty
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try checkUsable()
    savepoints += 1
    defer { savepoints -= 1 }
    let place = prefix.count
    let before = roundTrips
    prefix.append("SAVEPOINT nested")
    do {
      let value = try body()
      // A body that kept a failure to itself has still lost its part.
      if let failure { throw failure }
      leaveSavepoint(place, before, "RELEASE SAVEPOINT nested")
      return value
    } catch {
      // What calls for a new attempt is no failure that the body should go on from.
      if connection.link != nil, !isOver, prospect == nil {
        leaveSavepoint(place, before, "ROLLBACK TO SAVEPOINT nested", "RELEASE SAVEPOINT nested")
        failure = nil
      }
      throw error
    }
  }

  private func leaveSavepoint(_ place: Int, _ before: Int, _ statements: SQL...) {
    if roundTrips == before {
      // Nothing was sent since: there is no savepoint to leave.
      prefix.removeSubrange(place...)
    } else {
      prefix.append(contentsOf: statements)
    }
  }

  /// Makes the transaction durable.
  ///
  /// - Throws: The failure of a statement whose error the body kept to itself, or the refusal of
  ///   the commit; `StorageUnavailable.outcomeUnknown` when the answer to COMMIT did not come.
  func commit() throws {
    if let failure { throw failure }
    defer { isOver = true }
    guard roundTrips > 0 || hasDeferred else { return }
    isCommitting = true
    connection.isCommitting = true
    defer { connection.isCommitting = false }
    _ = try run(["COMMIT"])
  }

  /// Undoes what was done, if the server has not.
  func rollBack() {
    isOver = true
    guard roundTrips > 0, !connection.isReusable else { return }
    _ = try? connection.roundTrip(["ROLLBACK"])
  }

  private func checkUsable() throws {
    guard !isOver else { throw StorageUnavailable.unreachable("the transaction is over") }
    if let failure { throw failure }
  }

  private func run(_ statements: [SQL]) throws -> [ResultRows] {
    try checkUsable()
    let before = prefix
    prefix = []
    do {
      let answers = try connection.roundTrip(before + statements)
      roundTrips += 1
      return Array(answers.dropFirst(before.count))
    } catch {
      let plain = explain(error)
      roundTrips += 1
      failure = plain
      throw plain
    }
  }

  private func explain(_ error: RoundTripError) -> any Error {
    switch error {
    case .unsent(let error):
      return error
    case .refused(let failure, let statement, let isMended):
      prospect = isMended ? .mended : Prospect(failure.meaning)
      return failure.error(statement: statement.description)
    case .lost(let reason, _):
      wasLost = true
      // Even a server that ended the session may have committed before it did.
      guard !isCommitting else { return StorageUnavailable.outcomeUnknown }
      prospect = roundTrips == 0 ? .lostAtOnce : nil
      return StorageUnavailable.unreachable(reason)
    case .unreplicated:
      return StorageUnavailable.notReplicated
    case .rolledBack:
      prospect = .otherSession
      return RoundTripError.rollback
    }
  }
}

extension TransactionScope.Prospect {
  /// What the meaning of a refusal promises of another attempt.
  fileprivate init?(_ meaning: SQLStateMeaning) {
    switch meaning {
    case .conflict: self = .conflict
    case .readOnly, .spoiledSession: self = .otherSession
    case .locked: self = .locked
    default: return nil
    }
  }
}
