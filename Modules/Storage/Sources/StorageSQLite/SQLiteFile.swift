import Glibc
import Storage

/// The file of a database, as the operating system sees it.
enum SQLiteFile {
  /// Creates an empty file that only its owner can read, unless there is a file already.
  ///
  /// SQLite would create it readable to everyone, and gives its WAL the mode of the main file. An
  /// existing file is not opened here: closing any descriptor of it would drop the locks that this
  /// process holds on it through SQLite.
  static func create(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      return
    }
    let code = errno
    guard code == EEXIST else {
      throw StorageUnavailable.unreachable("cannot create \(path): \(reason(code))")
    }
  }

  /// Makes sure that the name and the contents of a file survive a crash.
  static func sync(_ path: String) throws {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    for name in [path, directory] {
      let descriptor = open(name, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw StorageUnavailable.unreachable("cannot open \(name): \(reason(errno))")
      }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else {
        throw StorageUnavailable.unreachable("cannot sync \(name): \(reason(errno))")
      }
    }
  }

  /// How many bytes the disk has left for who is not its administrator; nil if it does not say.
  static func room(for path: String) -> UInt64? {
    var answer = statvfs()
    guard statvfs(path, &answer) == 0 else { return nil }
    return UInt64(answer.f_bavail) * UInt64(answer.f_frsize)
  }

  /// What the system calls an error number.
  static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
