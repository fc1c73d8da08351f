public import Storage
import Synchronization

/// A database that fails once, where a test says so, to show what callers make of it and that they
/// can try again.
public final class FailingDatabase: Database {
  /// What goes wrong.
  public enum Fault: Hashable, Sendable {
    /// The statement of this number is not done, from 1 on, and its transaction is undone with it.
    /// Each statement of a pipeline goes by itself and counts by itself.
    case statement(Int)
    /// The commit of this number is lost on its way: nothing is done, and nobody knows it.
    case lostCommit(Int)
    /// The answer to the commit of this number is lost: all is done, and nobody knows it.
    case lostAnswer(Int)
  }

  private struct State {
    var fault: Fault?
    var statements = 0
    var commits = 0

    /// Whether this is what is to go wrong; if so, it was.
    mutating func take(_ other: Fault) -> Bool {
      guard fault == other else { return false }
      fault = nil
      return true
    }
  }

  private let base: any Database
  private let state = Mutex(State())

  /// Passes everything on to another database.
  public init(_ base: any Database) {
    self.base = base
  }

  /// Has something go wrong once, counted from now on; nil for nothing.
  public func fail(_ fault: Fault?) {
    state.withLock { $0 = State(fault: fault) }
  }

  /// Whether what was to go wrong still is to.
  public var isArmed: Bool { state.withLock { $0.fault != nil } }

  fileprivate func step() throws {
    let isDue = state.withLock { state in
      state.statements += 1
      return state.take(.statement(state.statements))
    }
    if isDue { throw StorageUnavailable.unreachable("as the test says") }
  }

  private func beforeCommit() throws {
    let isDue = state.withLock { state in
      state.commits += 1
      return state.take(.lostCommit(state.commits))
    }
    if isDue { throw StorageUnavailable.outcomeUnknown }
  }

  private func afterCommit() throws {
    if state.withLock({ $0.take(.lostAnswer($0.commits)) }) {
      throw StorageUnavailable.outcomeUnknown
    }
  }

  /// The engine behind it.
  public var dialect: Dialect { base.dialect }

  /// How many transactions can be under way at once.
  public var parallelTransactions: Int { base.parallelTransactions }

  /// Runs one statement and answers its rows.
  public func query(_ sql: SQL) async throws -> [Row] {
    try step()
    return try await base.query(sql)
  }

  /// Runs one statement as it is declared.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try step()
    return try await base.query(sql, consistency: consistency, expected: expected)
  }

  /// Runs one statement and answers how many rows it changed.
  public func execute(_ sql: SQL) async throws -> Int {
    try step()
    return try await base.execute(sql)
  }

  /// Runs one statement as it is declared, and answers how many rows it changed.
  public func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    try step()
    return try await base.execute(sql, expected: expected)
  }

  /// Runs a transaction, whose statements or commit may fail.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await transaction(waiting: .usual, body)
  }

  /// Runs a transaction, whose statements or commit may fail.
  public func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    let value = try await base.transaction(waiting: waiting) { [self] sql in
      let value = try body(FailingExecutor(base: sql, database: self))
      try beforeCommit()
      return value
    }
    try afterCommit()
    return value
  }

  /// Announces on a channel.
  public func announce(_ channel: String) { base.announce(channel) }

  /// What is announced on a channel.
  public func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  /// Opens a connection of one's own, which never fails.
  public func connect() throws -> any SQLConnection { try base.connect() }

  /// Checks that the database answers.
  public func check() async throws { try await base.check() }

  /// Closes the database.
  public func close() async { await base.close() }
}

/// A transaction of a failing database.
private struct FailingExecutor: SQLExecutor {
  let base: any SQLExecutor
  let database: FailingDatabase

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] {
    try database.step()
    return try base.query(sql)
  }

  func execute(_ sql: SQL) throws -> Int {
    try database.step()
    return try base.execute(sql)
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try base.savepoint(body)
  }
}
