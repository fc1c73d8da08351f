import Glibc
import Storage

/// The lock of the one server of a file.
///
/// SQLite itself lets two servers share a file, but each would then find the other's writer in its
/// way at every commit, and what either keeps in memory would be stale. So the second is refused.
final class ServerLock: Sendable {
  private let descriptor: Int32
  private let mark: ServedFile?

  /// Takes `<path>.server.lock` for the life of the object.
  ///
  /// - Throws: `StorageUnavailable.unreachable` naming the process that has it.
  init(database file: OpenFile) throws {
    let path = file.path
    let name = path + ".server.lock"
    let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageUnavailable.unreachable("cannot open \(name): \(SQLiteFile.reason(errno))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(descriptor)
      Glibc.close(descriptor)
      throw StorageUnavailable.unreachable(
        "\(path) is already served by \(holder); a SQLite database has one server")
    }
    do {
      mark = try ServedFile(file)
    } catch {
      Glibc.close(descriptor)
      throw error
    }
    Self.write(getpid(), to: descriptor)
    self.descriptor = descriptor
  }

  /// Makes sure that nobody serves the file by another name: whoever opened it by this one would
  /// have another log.
  ///
  /// - Throws: `StorageUnavailable.unreachable` naming the process that does.
  static func checkIsNotServedElsewhere(_ file: OpenFile) throws(StorageUnavailable) {
    guard holder(database: file.path) == nil,
      let holder = ServedFile.holder(of: file.identity)
    else { return }
    throw .unreachable(
      "\(file.path) is served by \(holder) under another name; use the name that it serves")
  }

  /// Who serves the file of this path, as a message names them; nil if nobody does.
  static func holder(database path: String) -> String? {
    let descriptor = open(path + ".server.lock", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? nil : holder(descriptor)
  }

  deinit {
    // The file stays: whoever removed it could remove it from under another server's lock.
    Glibc.close(descriptor)
  }

  private static func write(_ process: pid_t, to descriptor: Int32) {
    // Only for the other server's message: the lock holds even if this does not.
    guard ftruncate(descriptor, 0) == 0 else { return }
    let text = Array("\(process)\n".utf8)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  private static func holder(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let text = String(decoding: bytes.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)
    return Int32(text).map { "process \($0)" } ?? "another process"
  }
}
