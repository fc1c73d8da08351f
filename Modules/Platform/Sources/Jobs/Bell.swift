internal import Synchronization

/// Wakes one task that waits. A ring that nobody waited for wakes whoever waits next, and several
/// are one.
final class Bell: Sendable {
  private struct State {
    var isRung = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func ring() {
    state.withLock { state in
      if state.waiter == nil { state.isRung = true }
      defer { state.waiter = nil }
      return state.waiter
    }?.resume()
  }

  /// Waits for a ring, for so long at most, and no longer than the task goes on.
  func wait(atMost limit: Duration) async {
    let timer = Task {
      if (try? await Task.sleep(for: limit)) != nil { ring() }
    }
    defer { timer.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isRung = state.withLock { state in
          guard !state.isRung else {
            state.isRung = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isRung || Task.isCancelled { isRung ? continuation.resume() : ring() }
      }
    } onCancel: {
      ring()
    }
  }
}
