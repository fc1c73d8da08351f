/// Runs statements, one after the other, on the calling thread.
///
/// The body of a transaction gets one. Its calls block, and the body cannot suspend, so no row
/// stays locked while a task waits for something else.
public protocol SQLExecutor {
  /// The engine behind it.
  var dialect: Dialect { get }

  /// Runs one statement and answers its rows.
  ///
  /// - Throws: `StorageError` or `StorageUnavailable`. After a failed statement the transaction is
  ///   lost, on every engine, unless the failure was inside `savepoint`.
  func query(_ sql: SQL) throws -> [Row]

  /// Runs one statement and answers how many rows it changed.
  ///
  /// - Throws: As `query` does.
  @discardableResult
  func execute(_ sql: SQL) throws -> Int

  /// Runs statements that do not depend on each other's answers: one round trip on Postgres.
  ///
  /// - Throws: As `query` does, for the first statement that fails; the later ones have no effect.
  func pipeline(_ statements: [SQL]) throws -> [[Row]]

  /// Runs statements whose answers nobody waits for. On Postgres they are sent together with
  /// whatever comes next, the commit at the latest.
  ///
  /// - Throws: As `query` does. What fails may show only with the next statement, or as the error
  ///   of the transaction.
  func deferred(_ statements: [SQL]) throws

  /// Runs a statement whose answer is needed later. On Postgres it is sent together with whatever
  /// comes next, and its locks are taken then.
  ///
  /// - Returns: the rows, once they are asked for.
  /// - Throws: As `deferred` does.
  func pending(_ sql: SQL) throws -> PendingRows

  /// Runs a part of the transaction that may fail by itself: when `body` throws, what it did is
  /// undone, and the transaction goes on.
  ///
  /// - Throws: What `body` throws.
  func savepoint<Value>(_ body: () throws -> Value) throws -> Value
}

extension SQLExecutor {
  /// Runs one statement and answers its first row, if there is one.
  @inlinable
  public func first(_ sql: SQL) throws -> Row? {
    try query(sql).first
  }

  /// Runs one statement and makes a value of its first row, if there is one.
  @inlinable
  public func first<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> Value? {
    try query(sql).first.map(make)
  }

  /// Runs one statement and makes a value of each row.
  @inlinable
  public func all<Value>(_ sql: SQL, _ make: (Row) throws -> Value) throws -> [Value] {
    try query(sql).map(make)
  }

  /// Runs the statements now.
  public func deferred(_ statements: [SQL]) throws {
    _ = try pipeline(statements)
  }

  /// Runs the statement now.
  public func pending(_ sql: SQL) throws -> PendingRows {
    PendingRows(try query(sql))
  }

  /// Runs the statements one by one.
  public func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    try statements.map(query)
  }

  /// Sets a savepoint around `body`. Savepoints nest, and both engines find the innermost one of
  /// a name.
  public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try execute("SAVEPOINT nested")
    do {
      let value = try body()
      try execute("RELEASE SAVEPOINT nested")
      return value
    } catch {
      try execute("ROLLBACK TO SAVEPOINT nested")
      try execute("RELEASE SAVEPOINT nested")
      throw error
    }
  }
}

/// A connection for one caller: for tools and migrations. Its calls block.
///
/// It is used by one thread at a time. Transactions are begun and ended by statements.
public protocol SQLConnection: SQLExecutor, AnyObject {
  /// Runs many statements without values, as they stand in a file.
  ///
  /// - Throws: `StorageError` for the first that fails; what the earlier ones did stays, unless the
  ///   script is inside a transaction.
  func executeScript(_ text: String) throws

  /// Closes the connection. A transaction that is still open is rolled back.
  func close()
}

extension SQLConnection {
  /// Reads in one snapshot: `body` does not see what others commit meanwhile, and writes nothing.
  ///
  /// - Throws: what `body` throws, or the store's error.
  public func readingSnapshot<Value>(_ body: (any SQLExecutor) throws -> Value) throws -> Value {
    try executeScript(
      dialect == .postgres ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN")
    let result = Result { try body(self) }
    try executeScript("ROLLBACK")
    return try result.get()
  }
}
