import Storage
import Synchronization

/// One transaction on its way through the writer, with the task that waits for it.
class WriteJob: @unchecked Sendable {
  // Unchecked: the task sets it up and hands it over through a queue; from then on only the thread
  // that took it from the queue touches it, except for the atomic flag.

  private let cancelled = Atomic<Bool>(false)

  /// Whether the task that waits no longer cares. A job that has begun is finished all the same.
  final var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  final func cancel() {
    cancelled.store(true, ordering: .relaxed)
  }

  /// Does the work and keeps its result. May be called again after a rollback.
  func run(_ transaction: SQLiteTransaction) throws {}

  /// Keeps an error as the result.
  func fail(_ error: any Error) {}

  /// Wakes the task with the result that was kept.
  func finish() {}
}

/// A job that makes a value.
final class ValueJob<Value: Sendable>: WriteJob, @unchecked Sendable {
  // Unchecked: as every `WriteJob`; `wake` is called before it is handed over.

  private let body: @Sendable (any SQLExecutor) throws -> Value
  private var result: Result<Value, any Error>?
  private var waiting: UnsafeContinuation<Value, any Error>?

  init(_ body: @escaping @Sendable (any SQLExecutor) throws -> Value) {
    self.body = body
  }

  /// Says whom to wake. Before the job is handed over.
  func wake(_ continuation: UnsafeContinuation<Value, any Error>) {
    waiting = continuation
  }

  override func run(_ transaction: SQLiteTransaction) throws {
    result = .success(try body(transaction))
  }

  override func fail(_ error: any Error) {
    result = .failure(error)
  }

  override func finish() {
    waiting?.resume(with: result ?? .failure(CancellationError()))
    waiting = nil
  }
}
