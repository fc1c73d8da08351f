private import Synchronization

/// Work took longer than it may.
public struct TimedOut: Error, Hashable, Sendable, CustomStringConvertible {
  /// How long it might have taken.
  public let limit: Duration
  /// What happened, in words.
  public var description: String { "it took longer than \(limit.components.seconds) s" }
}

/// Runs work for so long at most. Work that goes on although its task is cancelled is left to
/// itself, and nobody waits for it any more.
/// - Throws: what the work throws, or `TimedOut`.
public func withTimeLimit(
  _ limit: Duration, _ work: @escaping @Sendable () async throws -> Void
) async throws {
  let outcome = Outcome()
  let task = Task.detached {
    do {
      try await work()
      outcome.settle(.success(()))
    } catch {
      outcome.settle(.failure(error))
    }
  }
  let timer = Task.detached {
    guard (try? await Task.sleep(for: limit)) != nil else { return }
    // Before the work hears of it, so that it is the limit that is reported.
    outcome.settle(.failure(TimedOut(limit: limit)))
    task.cancel()
  }
  defer { timer.cancel() }
  try await withTaskCancellationHandler {
    try await outcome.value()
  } onCancel: {
    task.cancel()
  }
}

/// Which of two came first.
private final class Outcome: Sendable {
  private struct State {
    var result: Result<Void, any Error>?
    var waiter: CheckedContinuation<Void, any Error>?
  }

  private let state = Mutex(State())

  func settle(_ result: Result<Void, any Error>) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      guard state.result == nil else { return nil }
      state.result = result
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(with: result)
  }

  func value() async throws {
    try await withCheckedThrowingContinuation { continuation in
      let result = state.withLock { state in
        if state.result == nil { state.waiter = continuation }
        return state.result
      }
      if let result { continuation.resume(with: result) }
    }
  }
}
