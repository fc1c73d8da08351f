import Synchronization

/// A number of permits that tasks take and give back, in the order in which they came.
final class Permits: Sendable {
  private struct Waiter {
    let count: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var free: Int
    var waiting: [Waiter] = []
  }

  /// How many there are.
  let total: Int
  private let state: Mutex<State>

  init(_ total: Int) {
    self.total = total
    state = Mutex(State(free: total))
  }

  /// Waits for so many permits, and takes them all at once: nobody holds some while they wait for
  /// the others.
  /// - Parameter count: at most as many as there are.
  func take(_ count: Int = 1) async {
    precondition(count <= total, "there are \(total) permits, not \(count)")
    await withCheckedContinuation { continuation in
      let isFree = state.withLock { state in
        if state.waiting.isEmpty, state.free >= count {
          state.free -= count
          return true
        }
        state.waiting.append(Waiter(count: count, continuation: continuation))
        return false
      }
      if isFree { continuation.resume() }
    }
  }

  /// Gives permits back, or on to those who have waited longest.
  func give(_ count: Int = 1) {
    let next = state.withLock { state -> [Waiter] in
      state.free += count
      var next: [Waiter] = []
      while let waiter = state.waiting.first, waiter.count <= state.free {
        state.free -= waiter.count
        next.append(state.waiting.removeFirst())
      }
      return next
    }
    for waiter in next { waiter.continuation.resume() }
  }
}
