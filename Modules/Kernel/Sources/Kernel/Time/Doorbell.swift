private import Synchronization

/// Wakes one task that waits. A ring while nobody waits ends the next wait at once, and several
/// such rings are one. One task waits at a time.
public final class Doorbell: Sendable {
  private struct State {
    var isRung = false
    var waiter: UnsafeContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// A bell that has not rung.
  public init() {}

  /// Ends the wait.
  public func ring() {
    let waiter = state.withLock { state in
      let waiter = state.waiter
      state.waiter = nil
      state.isRung = waiter == nil
      return waiter
    }
    waiter?.resume()
  }

  /// Waits for a ring, for `limit` at most, or until the task is cancelled.
  public func wait(atMost limit: Duration) async {
    let timer = Task { [weak self] in
      do { try await Task.sleep(for: limit) } catch { return }
      self?.ring()
    }
    await withTaskCancellationHandler {
      await withUnsafeContinuation { (waiter: UnsafeContinuation<Void, Never>) in
        let isOver = state.withLock { state in
          if state.isRung || Task.isCancelled {
            state.isRung = false
            return true
          }
          state.waiter = waiter
          return false
        }
        if isOver { waiter.resume() }
      }
    } onCancel: {
      ring()
    }
    timer.cancel()
  }
}
