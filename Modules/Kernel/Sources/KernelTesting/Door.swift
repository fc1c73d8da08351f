import Synchronization

/// Holds up tasks that come until a test opens it.
public final class Door: Sendable {
  private struct State {
    var isOpen = false
    var hasVisitor = false
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watching: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// A door that is closed.
  public init() {}

  /// Waits until it is open.
  public func wait() async {
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
  public func waitForVisitor() async {
    await withCheckedContinuation { continuation in
      let isHere = state.withLock { state in
        if !state.hasVisitor { state.watching.append(continuation) }
        return state.hasVisitor
      }
      if isHere { continuation.resume() }
    }
  }

  /// Lets through who waits, and who comes later.
  public func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}
