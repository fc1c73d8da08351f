internal import Storage

/// A statement on its way through a loop, and who waits for it.
final class PendingStatement: @unchecked Sendable {
  // Unchecked: made by the caller, from then on touched by the loop's thread only.

  let sql: SQL
  private let continuation: UnsafeContinuation<ResultRows, any Error>
  /// Until when it may wait for a connection, in nanoseconds of the loop's clock.
  var deadline: Int64 = 0
  /// How often it was rolled back and sent again.
  var repeats = 0

  /// How many connections were lost under it.
  var losses = 0

  /// A statement is sent so many times more at most. Conflicts are rare for one statement; each
  /// parameter whose type cannot be inferred costs one the first time.
  static let repeatLimit = 20

  init(_ sql: SQL, _ continuation: UnsafeContinuation<ResultRows, any Error>) {
    self.sql = sql
    self.continuation = continuation
  }

  func succeed(_ rows: ResultRows) {
    continuation.resume(returning: rows)
  }

  func fail(_ error: any Error) {
    continuation.resume(throwing: error)
  }
}
