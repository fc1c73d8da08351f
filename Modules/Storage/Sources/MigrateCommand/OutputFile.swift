import Glibc

/// Files that the program writes.
enum OutputFile {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Writes a new file; one that is there already is never overwritten.
  static func create(_ path: String, _ text: String) throws(UsageError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten = write(text, to: descriptor)
    let code = errno
    guard close(descriptor) == 0, isWritten else {
      if !isWritten { errno = code }
      let failure = failure(path)
      // A part of it would be taken for the whole.
      unlink(path)
      throw failure
    }
  }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return false }
      rest = rest.dropFirst(max(0, count))
    }
    return fsync(descriptor) == 0
  }

  /// Runs `body` while nobody else who asks for it writes into a folder.
  static func locking<Value>(
    _ folder: String, _ body: () throws -> Value
  ) throws -> Value {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw failure(folder) }
    }
    return try body()
  }

  static func createFolder(_ path: String) throws(UsageError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path) }
  }

  private static func failure(_ path: String) -> UsageError {
    UsageError("cannot write \(path): \(String(cString: strerror(errno)))")
  }
}
