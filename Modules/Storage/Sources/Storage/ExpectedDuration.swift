/// How long a statement is expected to take. Said where the statement is, beside its consistency.
///
/// Postgres' statements are pipelined on few connections, where one that takes long holds up all
/// behind it. What may take more than 5 ms says so, and runs apart.
public enum ExpectedDuration: Sendable, Hashable {
  /// Up to 5 ms: whatever finds its rows by an index. What is not said is this.
  case short
  /// Perhaps more: statistics, exports, searches. On Postgres it runs on connections of its own, a
  /// statement at a time on each, with a time limit of its own; on SQLite on a reader's thread.
  /// When more wait than is reasonable, the error is `StorageUnavailable.overloaded`.
  case long
}

extension Database {
  /// Runs one statement that only reads. Without replicas, and where no statement holds up
  /// another, there is nothing to choose.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try await query(sql)
  }

  /// Runs one statement by itself and answers its rows.
  public func query(_ sql: SQL, expected: ExpectedDuration) async throws -> [Row] {
    try await query(sql, consistency: .current, expected: expected)
  }

  /// Runs one statement, and makes a value of its first row, if there is one.
  public func first<Value>(
    _ sql: SQL, consistency: ReadConsistency = .current, expected: ExpectedDuration,
    _ make: (Row) throws -> Value
  ) async throws -> Value? {
    try await query(sql, consistency: consistency, expected: expected).first.map(make)
  }

  /// Runs one statement, and makes a value of each row.
  public func all<Value>(
    _ sql: SQL, consistency: ReadConsistency = .current, expected: ExpectedDuration,
    _ make: (Row) throws -> Value
  ) async throws -> [Value] {
    try await query(sql, consistency: consistency, expected: expected).map(make)
  }

  /// Runs one statement by itself and answers how many rows it changed.
  @discardableResult
  public func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    try await execute(sql)
  }
}
