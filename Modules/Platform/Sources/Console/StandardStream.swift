import Glibc

/// Where a program's own words go.
public enum StandardStream: Int32, Sendable {
  /// Answers.
  case output = 1
  /// What went wrong.
  case error = 2

  /// Writes a text whole.
  /// - Throws: `StreamLost`: the disk is full, or the reader has gone away. What was written by
  ///   then is there.
  public func write(_ text: String) throws(StreamLost) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
      if written > 0 {
        bytes = bytes.dropFirst(written)
      } else if errno == EAGAIN {
        // Whoever gave us the stream does not want to be waited for; we wait all the same.
        var stream = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
        _ = poll(&stream, 1, -1)
      } else if errno != EINTR {
        throw StreamLost(code: errno)
      }
    }
  }
}

/// A program's words could not be written.
public struct StreamLost: Error, CustomStringConvertible {
  /// The system's number.
  let code: Int32

  /// The system's reason.
  public var description: String { String(cString: strerror(code)) }
}
