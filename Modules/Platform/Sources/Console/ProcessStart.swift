import Glibc

/// What every program does first: before it starts a thread, and before it opens a file.
public enum ProcessStart {
  /// Makes the process the same wherever it was started from.
  ///
  /// The three standard streams are open, so that no database or socket gets one of their numbers
  /// and is written to as if it were a terminal. Files that it makes are for its owner only. A
  /// reader that went away is an error of the write, and ends nothing by a signal.
  ///
  /// - Parameter keepsMask: whether files are made as the user's own mask says, for a program that
  ///   writes sources.
  public static func prepare(keepingMask keepsMask: Bool = false) {
    for stream in 0...2 as ClosedRange<Int32> where fcntl(stream, F_GETFD) < 0 {
      // What is written to a closed standard output is lost, and must not seem to be written.
      _ = open("/dev/null", stream == 1 ? O_RDONLY : O_RDWR)
    }
    signal(SIGPIPE, SIG_IGN)
    if !keepsMask { umask(0o077) }
  }
}
