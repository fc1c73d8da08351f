/// How recent the rows that a statement reads must be. Declared beside the statement, by the author
/// who knows what the answer is for.
public enum ReadConsistency: Sendable, Hashable {
  /// Everything that was committed before the statement was sent. Money, authentication, revocation
  /// and a caller's own writes need this. The default.
  case current
  /// Everything that was committed longer ago than the database's configured bound: enough for
  /// lists that people look through. A replica may answer. A later read may reach a replica that
  /// has seen less.
  case boundedStaleness
}

extension Database {
  /// Runs one statement that only reads. Without replicas, both kinds of consistency are the same.
  public func query(_ sql: SQL, consistency: ReadConsistency) async throws -> [Row] {
    try await query(sql, consistency: consistency, expected: .short)
  }

  /// Runs one statement that only reads, and makes a value of its first row, if there is one.
  public func first<Value>(
    _ sql: SQL, consistency: ReadConsistency, _ make: (Row) throws -> Value
  ) async throws -> Value? {
    try await query(sql, consistency: consistency).first.map(make)
  }

  /// Runs one statement that only reads, and makes a value of each row.
  public func all<Value>(
    _ sql: SQL, consistency: ReadConsistency, _ make: (Row) throws -> Value
  ) async throws -> [Value] {
    try await query(sql, consistency: consistency).map(make)
  }
}
