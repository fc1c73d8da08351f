import Glibc

/// Where a program's own words go.
public enum StandardStream: Int32, Sendable {
  /// Answers.
  case output = 1
  /// What went wrong.
  case error = 2

  /// Makes sure, as far as it shows beforehand, that something can be written: that the stream is
  /// open for it, somebody reads it, and the disk has a page left. For what is shown only once.
  /// - Throws: `StreamLost`.
  public func check() throws(StreamLost) {
    let flags = fcntl(rawValue, F_GETFL)
    guard flags >= 0 else { throw StreamLost(code: errno) }
    guard flags & O_ACCMODE != O_RDONLY else { throw StreamLost(code: EBADF) }
    guard Glibc.write(rawValue, "", 0) >= 0 || errno == EAGAIN || errno == EINTR else {
      throw StreamLost(code: errno)
    }
    var stream = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
    if poll(&stream, 1, 0) == 1, Int32(stream.revents) & Int32(POLLERR) != 0 {
      throw StreamLost(code: EPIPE)
    }
    let end = lseek(rawValue, 0, flags & O_APPEND != 0 ? SEEK_END : SEEK_CUR)
    guard end >= 0, let allocate = Self.allocate else { return }
    // Takes a page of the disk without making the file longer. Not every file system can.
    let code = allocate(rawValue, 1, end, 4_096) == 0 ? 0 : errno
    guard ![ENOSPC, EDQUOT, EFBIG].contains(code) else { throw StreamLost(code: code) }
  }

  private typealias Allocate = @convention(c) (Int32, Int32, off_t, off_t) -> Int32

  /// fallocate(2), which the header keeps for `_GNU_SOURCE`.
  private static let allocate = dlsym(nil, "fallocate").map {
    unsafeBitCast($0, to: Allocate.self)
  }

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
