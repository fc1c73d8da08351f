internal import Synchronization

extension EventLoop {
  /// What `body` answers, unless that takes too long: then it goes on, and nobody hears of it. Loop
  /// thread only.
  /// - Throws: what `body` throws, or `PatienceLost`.
  public func waiting<Value: Sendable>(
    atMost patience: Duration, for body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withUnsafeThrowingContinuation { continuation in
      let outcome = FirstOutcome(continuation)
      let timer = schedule(after: patience) { outcome.settle(.failure(PatienceLost())) }
      Task.immediateDetached(executorPreference: self) {
        do {
          outcome.settle(.success(try await body()))
        } catch {
          outcome.settle(.failure(error))
        }
        self.cancel(timer)
      }
    }
  }
}

/// An answer did not come in time.
public struct PatienceLost: Error, CustomStringConvertible {
  /// What to tell.
  public var description: String { "no answer came in time" }
}

/// Whichever comes first of an answer and the end of patience.
private final class FirstOutcome<Value: Sendable>: Sendable {
  private let waiting: Mutex<UnsafeContinuation<Value, any Error>?>

  init(_ continuation: UnsafeContinuation<Value, any Error>) {
    waiting = Mutex(continuation)
  }

  func settle(_ result: Result<Value, any Error>) {
    let continuation = waiting.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    continuation?.resume(with: result)
  }
}
