import Glibc

/// Where a program's own words go.
public enum StandardStream: Int32, Sendable {
  /// Answers.
  case output = 1
  /// What went wrong.
  case error = 2

  /// Writes a text whole. A reader that has gone away is no reason to fail.
  public func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
