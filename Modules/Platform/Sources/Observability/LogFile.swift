import Glibc

/// An open file that lines are written to, by one thread.
final class LogFile: @unchecked Sendable {
  // Unchecked: used by one thread.

  private let descriptor: Int32
  /// Whether the last line was written in part: the next one must not continue it.
  private var isWithinLine = false

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Writes, however long it takes. Where another process has made the file non-blocking, waits
  /// until there is room, and leaves it as it is: the flag is everybody's who shares the file.
  /// - Returns: what could not be written, because the reader is gone or the disk is full.
  func write(_ lines: [UInt8]) -> ArraySlice<UInt8> {
    var rest = lines[...]
    if isWithinLine, put([0x0A]) == 1 { isWithinLine = false }
    while !rest.isEmpty {
      let written = put(rest)
      guard written > 0 else { break }
      rest = rest.dropFirst(written)
    }
    if let last = rest.startIndex > 0 ? lines[rest.startIndex - 1] : nil {
      isWithinLine = last != 0x0A
    }
    return rest
  }

  /// One system call that has an effect; 0 or less where it cannot have any.
  private func put(_ bytes: ArraySlice<UInt8>) -> Int {
    while true {
      let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 { return written }
      if errno == EAGAIN {
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&room, 1, 1_000)
      } else if errno != EINTR {
        return written
      }
    }
  }

  /// How many lines there are, a last one without its line feed counted.
  static func lines(in bytes: ArraySlice<UInt8>) -> Int {
    let feeds = bytes.reduce(into: 0) { $0 += $1 == 0x0A ? 1 : 0 }
    return feeds + (bytes.last ?? 0x0A == 0x0A ? 0 : 1)
  }
}
