import CSQLite
import Storage
import Synchronization

/// One query on its way to a reader, with the task that waits for it.
final class ReadJob: @unchecked Sendable {
  // Unchecked: the task sets it up and hands it over through a queue; from then on only the thread
  // that took it from the queue touches it, except for the atomic flag.

  let sql: SQL
  private let cancelled = Atomic<Bool>(false)
  private var waiting: UnsafeContinuation<Outcome, any Error>?

  /// The outcome of a query.
  enum Outcome: Sendable {
    case rows([Row])
    /// The statement writes, which no reader may.
    case writes
  }

  init(_ sql: SQL) {
    self.sql = sql
  }

  func wake(_ continuation: UnsafeContinuation<Outcome, any Error>) {
    waiting = continuation
  }

  func cancel() {
    cancelled.store(true, ordering: .relaxed)
  }

  /// Runs the query on a reader and wakes the task.
  func run(on handle: SQLiteHandle) {
    finish(
      Result {
        guard !cancelled.load(ordering: .relaxed) else { throw CancellationError() }
        return try Self.answer(sql, on: handle)
      })
  }

  func finish(_ result: Result<Outcome, any Error>) {
    waiting?.resume(with: result)
    waiting = nil
  }

  /// Runs a query on a connection for reading.
  static func answer(_ sql: SQL, on handle: SQLiteHandle) throws -> Outcome {
    let statement = try handle.prepared(sql.shape)
    guard statement.isReadOnly else { return .writes }
    let rows = try statement.query(sql.bindings)
    // BEGIN changes nothing, but a reader that stayed in a transaction would see an old snapshot.
    if handle.isInTransaction {
      handle.rollBack()
      throw StorageError.statement(
        sql: sql.shape.text(for: .sqlite), sqlState: "SQLITE_\(SQLITE_MISUSE)",
        message: "transactions are begun by transaction(_:)")
    }
    return .rows(rows)
  }
}
