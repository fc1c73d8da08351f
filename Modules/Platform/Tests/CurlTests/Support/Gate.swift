import Synchronization

/// Holds up those who come until it is opened.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var hasVisitor = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watching: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// Waits until it is open.
  func wait() async {
    await withCheckedContinuation { continuation in
      let (goes, told) = state.withLock { state in
        state.hasVisitor = true
        let told = state.watching
        state.watching = []
        if state.isOpen { return (true, told) }
        state.waiting.append(continuation)
        return (false, told)
      }
      for watcher in told { watcher.resume() }
      if goes { continuation.resume() }
    }
  }

  /// Waits until somebody waits.
  func waitForVisitor() async {
    await withCheckedContinuation { continuation in
      let isHere = state.withLock { state in
        if !state.hasVisitor { state.watching.append(continuation) }
        return state.hasVisitor
      }
      if isHere { continuation.resume() }
    }
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
