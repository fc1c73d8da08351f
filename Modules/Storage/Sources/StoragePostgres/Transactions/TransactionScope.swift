internal import Storage

/// A transaction under way: what the body of `transaction` is given.
///
/// BEGIN, SAVEPOINT, RELEASE and what `deferred` and `pending` are given wait for the next
/// statement and go with it, so that they cost no round trip of their own. What a savepoint
/// deferred goes with its RELEASE at the latest, so that its failure shows where it can be undone.
final class TransactionScope: SQLExecutor {
  private let connection: BlockingConnection
  /// What goes before the next statement.
  private var prefix = [Waiting(sql: "BEGIN", depth: 0)]
  private var roundTrips = 0
  private var savepoints = 0
  /// The failure that aborted the transaction; nothing else can be done in it.
  private var failure: (any Error)?
  /// In how many savepoints the statement stands that failed.
  private var failureDepth = 0
  private var isOver = false
  private var isCommitting = false

  /// A statement that goes before the next one.
  private struct Waiting {
    let sql: SQL
    /// In how many savepoints it stands.
    let depth: Int
    /// Whether the body asked for it; the others begin and end savepoints.
    var isWork = false
    /// Who wants to know the answer.
    var rows: PendingRows?
  }

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
    prefix += statements.map { Waiting(sql: $0, depth: savepoints, isWork: true) }
  }

  func pending(_ sql: SQL) throws -> PendingRows {
    try checkUsable()
    let rows = PendingRows { [weak self] in
      guard let self else { throw Self.over }
      _ = try run([])
    }
    prefix.append(Waiting(sql: sql, depth: savepoints, isWork: true, rows: rows))
    return rows
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try checkUsable()
    let place = prefix.count
    let before = roundTrips
    prefix.append(Waiting(sql: "SAVEPOINT nested", depth: savepoints))
    savepoints += 1
    defer { savepoints -= 1 }
    do {
      let value = try body()
      // A body that kept a failure to itself has still lost its part.
      if let failure { throw failure }
      try release(place, before)
      return value
    } catch {
      // What was deferred before the savepoint is not undone with it.
      if let failure, failureDepth < savepoints { throw failure }
      // What calls for a new attempt is no failure that the body should go on from.
      if connection.link != nil, !isOver, prospect == nil {
        undo(place, before)
        failure = nil
      }
      throw error
    }
  }

  /// Ends a savepoint whose part is to stay.
  private func release(_ place: Int, _ before: Int) throws {
    if prefix.suffix(from: roundTrips == before ? place : 0).contains(where: \.isWork) {
      _ = try run(["RELEASE SAVEPOINT nested"])
    } else if roundTrips == before {
      // Nothing was sent since: there is no savepoint to leave.
      prefix.removeSubrange(place...)
    } else {
      prefix.append(Waiting(sql: "RELEASE SAVEPOINT nested", depth: savepoints))
    }
  }

  /// Ends a savepoint whose part is not to stay. What was not sent yet never is.
  private func undo(_ place: Int, _ before: Int) {
    guard roundTrips > before else {
      prefix.removeSubrange(place...)
      return
    }
    prefix.removeAll(where: \.isWork)
    for sql: SQL in ["ROLLBACK TO SAVEPOINT nested", "RELEASE SAVEPOINT nested"] {
      prefix.append(Waiting(sql: sql, depth: savepoints))
    }
  }

  /// Makes the transaction durable.
  ///
  /// - Throws: The failure of a statement whose error the body kept to itself, or the refusal of
  ///   the commit; `StorageUnavailable.outcomeUnknown` when the answer to COMMIT did not come.
  func commit() throws {
    if let failure { throw failure }
    defer { isOver = true }
    guard roundTrips > 0 || prefix.contains(where: \.isWork) else { return }
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
    guard !isOver else { throw Self.over }
    if let failure { throw failure }
  }

  private static let over = StorageUnavailable.unreachable("the transaction is over")

  private func run(_ statements: [SQL]) throws -> [ResultRows] {
    try checkUsable()
    let before = prefix
    prefix = []
    do {
      let answers = try connection.roundTrip(before.map(\.sql) + statements)
      roundTrips += 1
      Self.deliver(answers, to: before)
      return Array(answers.dropFirst(before.count))
    } catch {
      if case .refused(_, _, _, let answered) = error {
        Self.deliver(answered, to: before)
        failureDepth = before.dropFirst(answered.count).first?.depth ?? savepoints
      } else {
        failureDepth = before.first(where: \.isWork)?.depth ?? savepoints
      }
      let plain = explain(error)
      roundTrips += 1
      failure = plain
      throw plain
    }
  }

  private static func deliver(_ answers: [ResultRows], to waiting: [Waiting]) {
    for (waiting, answer) in zip(waiting, answers) { waiting.rows?.receive(answer.rows) }
  }

  private func explain(_ error: RoundTripError) -> any Error {
    switch error {
    case .unsent(let error):
      return error
    case .refused(let failure, let statement, let isMended, _):
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
