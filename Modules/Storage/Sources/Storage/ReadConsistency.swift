/// How recent what a statement reads must be. Said where the statement is, by whoever knows what
/// the answer is for.
public enum ReadConsistency: Sendable, Hashable {
  /// Everything that was committed before it was asked for: what money, authentication, revocation
  /// and whoever has just written something need. What is not said is this.
  case current
  /// Everything that was committed longer ago than the database's configured bound: good enough
  /// for lists that people look through. May be answered by a replica. A later read may be answered
  /// by one that has seen less.
  case boundedStaleness
}

extension Database {
  /// Runs one statement that only reads. Without replicas both kinds are the same.
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
