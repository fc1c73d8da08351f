import Storage

/// Runs the statements of a transaction's body. Valid until the body returns.
final class SQLiteTransaction: SQLExecutor {
  private let handle: SQLiteHandle
  /// The first statement that failed outside a savepoint. SQLite would let the body go on, and keep
  /// what it did; Postgres does not. The stricter rule holds on both, or a body that swallows an
  /// error would commit on one engine what the other rolls back.
  private(set) var failure: (any Error)?
  private var isOver = false

  init(_ handle: SQLiteHandle) {
    self.handle = handle
  }

  var dialect: Dialect { .sqlite }

  func query(_ sql: SQL) throws -> [Row] {
    try run { try handle.query(sql) }
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try run { try handle.execute(sql) }
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try execute("SAVEPOINT nested")
    do {
      let value = try body()
      try execute("RELEASE SAVEPOINT nested")
      return value
    } catch {
      // When the engine has rolled back everything there is no savepoint to go back to.
      guard handle.isInTransaction, !isOver else { throw error }
      try handle.execute("ROLLBACK TO SAVEPOINT nested")
      try handle.execute("RELEASE SAVEPOINT nested")
      failure = nil
      throw error
    }
  }

  /// Ends it: an executor that somebody kept refuses every statement.
  func end() {
    isOver = true
  }

  private func run<Value>(_ statement: () throws -> Value) throws -> Value {
    if let failure { throw failure }
    guard !isOver else { throw StorageUnavailable.unreachable("the transaction is over") }
    do {
      return try statement()
    } catch {
      failure = error
      throw error
    }
  }
}
