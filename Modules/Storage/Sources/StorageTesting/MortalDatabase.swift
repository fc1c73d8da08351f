import EventLoop
import Glibc
public import Storage
import StoragePostgres
import StorageSQLite
import Synchronization

/// A database whose process is killed (SIGKILL) before the statement of a given number in its
/// transactions, to show what is left of a change that was under way. Each statement of a pipeline
/// goes by itself and counts by itself; the end of a transaction's body and the return of its
/// commit count like statements.
public final class MortalDatabase: Database {
  private let base: any Database
  private let last: Int
  private let count = Atomic(0)

  /// Passes on to another database until the step `last` is due; 0 or less for never.
  public init(_ base: any Database, dyingAt last: Int) {
    self.base = base
    self.last = last
  }

  /// How many steps were taken.
  public var steps: Int { count.load(ordering: .relaxed) }

  fileprivate func step() {
    let (_, now) = count.add(1, ordering: .relaxed)
    if now == last { kill(getpid(), SIGKILL) }
  }

  /// The engine behind it.
  public var dialect: Dialect { base.dialect }

  /// How many transactions can be under way at once.
  public var parallelTransactions: Int { base.parallelTransactions }

  /// Runs one statement and answers its rows.
  public func query(_ sql: SQL) async throws -> [Row] { try await base.query(sql) }

  /// Runs one statement that only reads.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try await base.query(sql, consistency: consistency, expected: expected)
  }

  /// Runs one statement and answers how many rows it changed.
  public func execute(_ sql: SQL) async throws -> Int { try await base.execute(sql) }

  /// Runs a transaction, in which the process may die.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await transaction(waiting: .usual, body)
  }

  /// Runs a transaction, in which the process may die.
  public func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    let value = try await base.transaction(waiting: waiting) { [self] sql in
      let value = try body(MortalExecutor(base: sql, database: self))
      step()
      return value
    }
    step()
    return value
  }

  /// Announces on a channel.
  public func announce(_ channel: String) { base.announce(channel) }

  /// What is announced on a channel.
  public func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  /// Opens a connection of one's own.
  public func connect() throws -> any SQLConnection { try base.connect() }

  /// Checks that the database answers.
  public func check() async throws { try await base.check() }

  /// Closes the database.
  public func close() async { await base.close() }
}

/// A transaction of a mortal database.
private struct MortalExecutor: SQLExecutor {
  let base: any SQLExecutor
  let database: MortalDatabase

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] {
    database.step()
    return try base.query(sql)
  }

  func execute(_ sql: SQL) throws -> Int {
    database.step()
    return try base.execute(sql)
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try base.savepoint(body)
  }
}

extension Engine {
  /// The address of a database that an engine made, as `open` takes it; nil for any other.
  public static func address(of database: any Database) -> String? {
    switch url(of: database) {
    case .sqlite(let path): "sqlite:\(path)"
    case .postgres(let uri): uri
    case nil: nil
    }
  }

  /// Opens a database that another process of the same test made, as a tool beside it.
  /// - Throws: `StorageUnavailable`, or what is wrong with the URL.
  public static func open(_ url: String) throws -> any Database {
    switch try DatabaseURL(parsing: url) {
    case .sqlite(let path): return try SQLiteDatabase(path: path, role: .tool)
    case .postgres(let uri):
      return try PostgresDatabase(
        url: uri, group: EventLoopGroup(count: 1), connectionsPerLoop: 1,
        transactionConnections: 2)
    }
  }
}
