import Glibc

/// Files that the program writes.
enum OutputFile {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Writes a new file; one that is there already is never overwritten.
  static func create(_ path: String, _ text: String) throws(UsageError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw failure(path) }
  }

  static func createFolder(_ path: String) throws(UsageError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path) }
  }

  private static func failure(_ path: String) -> UsageError {
    UsageError("cannot write \(path): \(String(cString: strerror(errno)))")
  }
}
