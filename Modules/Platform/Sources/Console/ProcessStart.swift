import Glibc

/// What every program does first: before it starts a thread, and before it opens a file.
public enum ProcessStart {
  /// Makes the process the same wherever it was started from.
  ///
  /// The three standard streams are open, so that no database or socket gets one of their numbers
  /// and is written to as if it were a terminal. Files that it makes are for its owner only. A
  /// reader that went away and a file that is too large are errors of the write, and end nothing
  /// by a signal. Signals are not held back, and children are told of.
  ///
  /// - Parameter keepsMask: whether files are made as the user's own mask says, for a program that
  ///   writes sources.
  public static func prepare(keepingMask keepsMask: Bool = false) {
    for stream in 0...2 as ClosedRange<Int32> where fcntl(stream, F_GETFD) < 0 {
      // What is written to a closed standard output is lost, and must not seem to be written.
      _ = open("/dev/null", stream == 1 ? O_RDONLY : O_RDWR)
    }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Whoever started us may have refused to hear of children, or of signals.
    signal(SIGCHLD, SIG_DFL)
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    if !keepsMask { umask(0o077) }
  }
}
