import Glibc
import Synchronization

/// The signals that end the server: SIGTERM, SIGINT and SIGHUP.
///
/// While the server starts, the first one ends it at once: nothing was acknowledged yet. Later the
/// first one begins the drain. During that SIGTERM and SIGHUP change nothing, since supervisors
/// repeat them; another SIGINT is of somebody who does not want to wait, and ends it at once.
public enum Signals {
  private struct State {
    var isServing = false
    var wasReceived = false
    var waiting: CheckedContinuation<Void, Never>?
  }

  private static let state = Mutex(State())

  /// Keeps SIGTERM, SIGINT and SIGHUP for a thread of their own. Call it before the first thread is
  /// started, since threads inherit the mask; a write to a closed socket is an error, never a
  /// signal.
  ///
  /// - Parameter end: ends the process at once, with the exit code that it is handed.
  public static func hold(_ end: @escaping @Sendable (Int32) -> Never) {
    var set = endings
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    let listener = Unmanaged.passRetained(Listener(end))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { context in
        if let context { Unmanaged<Listener>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, listener.toOpaque())
    guard code == 0 else { end(71) }
    pthread_detach(thread)
  }

  /// From now on a signal begins the drain. Call it before the first request is taken.
  public static func serve() {
    state.withLock { $0.isServing = true }
  }

  /// Waits until the process is asked to end.
  public static func wait() async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      let wasReceived = state.withLock { state in
        if !state.wasReceived { state.waiting = done }
        return state.wasReceived
      }
      if wasReceived { done.resume() }
    }
  }

  /// The thread that signals are delivered to.
  private final class Listener: Sendable {
    private let end: @Sendable (Int32) -> Never

    init(_ end: @escaping @Sendable (Int32) -> Never) { self.end = end }

    func run() {
      var set = Signals.endings
      while true {
        var received: Int32 = 0
        guard sigwait(&set, &received) == 0 else { continue }
        let (isServing, wasReceived, waiting) = Signals.state.withLock { state in
          defer { (state.wasReceived, state.waiting) = (true, nil) }
          return (state.isServing, state.wasReceived, state.waiting)
        }
        if !isServing { end(0) }
        if wasReceived, received == SIGINT { end(128 + SIGINT) }
        waiting?.resume()
      }
    }
  }

  private static var endings: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    if !isHangupIgnored { sigaddset(&set, SIGHUP) }
    return set
  }

  /// Whether the server was started to outlive its terminal, as nohup does. A signal that is held
  /// is delivered to who waits for it even where it is ignored.
  private static let isHangupIgnored: Bool = {
    var current = sigaction()
    sigaction(SIGHUP, nil, &current)
    // C's functions cannot be compared, but their addresses can.
    return unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }()
}
