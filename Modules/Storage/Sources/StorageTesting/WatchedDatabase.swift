public import Storage
import Synchronization

/// A database that remembers the statements it was sent, for tests that look at them: at their
/// number, or with `plans(of:)` at how an engine goes about them; and that counts conflicts.
public final class WatchedDatabase: Database {
  private let base: any Database
  private let seen = Mutex<[SQL]>([])
  private let asked = Atomic(0)
  private let begun = Atomic(0)

  /// Passes everything on to another database.
  public init(_ base: any Database) {
    self.base = base
  }

  /// The statements sent since the last time they were taken, in their order.
  public func takeStatements() -> [SQL] {
    seen.withLock { seen in
      defer { seen = [] }
      return seen
    }
  }

  /// How often a transaction was begun anew, as after a deadlock. Ask when none is under way.
  public var repeats: Int { begun.load(ordering: .relaxed) - asked.load(ordering: .relaxed) }

  fileprivate func note(_ statements: [SQL]) {
    seen.withLock { $0 += statements }
  }

  /// The engine behind it.
  public var dialect: Dialect { base.dialect }

  /// How many transactions can be under way at once.
  public var parallelTransactions: Int { base.parallelTransactions }

  /// Runs one statement and answers its rows.
  public func query(_ sql: SQL) async throws -> [Row] {
    note([sql])
    return try await base.query(sql)
  }

  /// Runs one statement as it is declared.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    note([sql])
    return try await base.query(sql, consistency: consistency, expected: expected)
  }

  /// Runs one statement and answers how many rows it changed.
  public func execute(_ sql: SQL) async throws -> Int {
    note([sql])
    return try await base.execute(sql)
  }

  /// Runs one statement as it is declared, and answers how many rows it changed.
  public func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    note([sql])
    return try await base.execute(sql, expected: expected)
  }

  /// Runs a transaction, whose statements are remembered too.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    asked.add(1, ordering: .relaxed)
    return try await base.transaction { [self] in
      begun.add(1, ordering: .relaxed)
      return try body(WatchedExecutor(base: $0, database: self))
    }
  }

  /// Announces on a channel.
  public func announce(_ channel: String) { base.announce(channel) }

  /// What is announced on a channel.
  public func announcements(on channel: String) -> AsyncStream<Void> {
    base.announcements(on: channel)
  }

  /// Opens a connection of one's own, which nobody watches.
  public func connect() throws -> any SQLConnection {
    try base.connect()
  }

  /// Checks that the database answers.
  public func check() async throws {
    try await base.check()
  }

  /// Closes the database.
  public func close() async {
    await base.close()
  }
}

/// A transaction of a watched database.
private struct WatchedExecutor: SQLExecutor {
  let base: any SQLExecutor
  let database: WatchedDatabase

  var dialect: Dialect { base.dialect }

  func query(_ sql: SQL) throws -> [Row] {
    database.note([sql])
    return try base.query(sql)
  }

  func execute(_ sql: SQL) throws -> Int {
    database.note([sql])
    return try base.execute(sql)
  }

  func pipeline(_ statements: [SQL]) throws -> [[Row]] {
    database.note(statements)
    return try base.pipeline(statements)
  }

  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try base.savepoint(body)
  }
}
