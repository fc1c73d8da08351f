import Glibc

/// The signals that end the server.
public enum Signals {
  /// Keeps SIGTERM, SIGINT and SIGHUP for `wait`. Call it before the first thread is started,
  /// since threads inherit the mask; a write to a closed socket is an error, never a signal.
  public static func hold() {
    var set = endings
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Waits until the process is asked to end.
  public static func wait() async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      let waiting = Unmanaged.passRetained(Waiting(done))
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { context in
          var set = Signals.endings
          var received: Int32 = 0
          sigwait(&set, &received)
          if let context {
            Unmanaged<Waiting>.fromOpaque(context).takeRetainedValue().done.resume()
          }
          return nil
        }, waiting.toOpaque())
      pthread_detach(thread)
    }
  }

  private final class Waiting: Sendable {
    let done: CheckedContinuation<Void, Never>

    init(_ done: CheckedContinuation<Void, Never>) {
      self.done = done
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
  private static var isHangupIgnored: Bool {
    var current = sigaction()
    sigaction(SIGHUP, nil, &current)
    return unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
