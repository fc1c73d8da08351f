/// The store of a context: one Postgres database or one SQLite file.
public protocol Database: Sendable {
  /// The engine behind it.
  var dialect: Dialect { get }

  /// How many transactions can be under way at once; 1 where there is one writer. A caller that
  /// wants to run several side by side learns here whether that helps.
  var parallelTransactions: Int { get }

  /// Runs one statement by itself and answers its rows.
  ///
  /// - Throws: `StorageError` when the statement fails, `StorageUnavailable` when the database
  ///   cannot be asked, `CancellationError` when the task was cancelled before its turn.
  func query(_ sql: SQL) async throws -> [Row]

  /// Runs one statement with the consistency that its answer needs, and says how long it may take.
  /// A replica may answer `.boundedStaleness`, which only reads. What is `.long` holds up nobody
  /// else. Where there is nothing to choose it is the same as `query(_:)`.
  ///
  /// - Throws: As `query(_:)` does; `StorageUnavailable.overloaded` when too many that are `.long`
  ///   wait, or one has waited too long.
  func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row]

  /// Runs one statement by itself and answers how many rows it changed. It is durable when the
  /// call returns.
  ///
  /// - Throws: As `query` does.
  @discardableResult
  func execute(_ sql: SQL) async throws -> Int

  /// Runs one statement by itself, which may take long if it says so, and answers how many rows it
  /// changed. It is durable when the call returns.
  ///
  /// - Throws: As `query` does.
  @discardableResult
  func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int

  /// Runs a transaction. It is durable when the call returns; when `body` throws it is rolled back
  /// whole and the error is passed on.
  ///
  /// The body may run more than once: a transaction that lost against another one starts again, at
  /// most five times, and one that waits for a lock now and then. So the body must have no effect
  /// besides its statements.
  ///
  /// - Throws: What `body` throws; otherwise as `query` does, and
  ///   `StorageUnavailable.outcomeUnknown` when the connection was lost while committing.
  func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value

  /// As `transaction(_:)`, and says how it waits for locks.
  ///
  /// - Throws: As `transaction(_:)` does; `StorageUnavailable.locked` when it has waited for too
  ///   long.
  func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value

  /// Tells whoever listens on a channel of this database, at this server and at others of it, that
  /// there is something new. It belongs to no transaction: announce what has committed. An
  /// announcement may be lost, so listeners also look by themselves from time to time.
  func announce(_ channel: String)

  /// What is announced on a channel from now on; several announcements that nobody has heard yet
  /// are one. Ends when the database is closed.
  func announcements(on channel: String) -> AsyncStream<Void>

  /// Opens a connection for the caller alone. Blocks: do not call it on the threads that serve
  /// requests.
  ///
  /// - Throws: `StorageUnavailable` when the database cannot be opened.
  func connect() throws -> any SQLConnection

  /// Checks that the database answers and takes changes. While it has lately refused one because
  /// its disk is full, it does not.
  ///
  /// - Throws: `StorageUnavailable` that says why not.
  func check() async throws

  /// Returns when all that was committed so far is as safe as a commit of this database is: what
  /// was read may be of a commit whose outcome nobody was told, as a standby did not confirm it.
  /// There is nothing to do unless that happened.
  ///
  /// - Throws: `StorageUnavailable.notReplicated`; `.unconfirmed`, which says why, where a commit
  ///   that would confirm them could not be made.
  func confirmCommits() async throws

  /// Gives up whatever is under way or waits, and what comes later: for the end of a process that
  /// has waited long enough for `close()`. What was committing is of unknown outcome.
  func cut()

  /// Finishes what is under way, refuses what comes later, and closes the database.
  func close() async
}

extension Database {
  /// Runs a transaction where nobody else has locks.
  public func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await transaction(body)
  }

  /// Nothing, where there are no standbys.
  public func confirmCommits() async throws {}

  /// Nothing, where what is under way ends by itself.
  public func cut() {}

  /// Runs one statement and answers its first row, if there is one.
  @inlinable
  public func first(_ sql: SQL) async throws -> Row? {
    try await query(sql).first
  }

  /// Runs one statement and makes a value of its first row, if there is one.
  @inlinable
  public func first<Value>(_ sql: SQL, _ make: (Row) throws -> Value) async throws -> Value? {
    try await query(sql).first.map(make)
  }

  /// Runs one statement and makes a value of each row.
  @inlinable
  public func all<Value>(_ sql: SQL, _ make: (Row) throws -> Value) async throws -> [Value] {
    try await query(sql).map(make)
  }
}
