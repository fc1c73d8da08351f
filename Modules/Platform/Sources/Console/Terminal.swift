import Glibc

/// The terminal that a program's answers are shown on.
public enum Terminal {
  /// How many columns standard output has, or nil when it is no terminal.
  public static var columns: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }
}
