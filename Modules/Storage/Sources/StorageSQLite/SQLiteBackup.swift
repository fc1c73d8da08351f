import Glibc
import Storage

/// A verified copy of a live database.
enum SQLiteBackup {
  /// Copies what the handle sees into a new file.
  ///
  /// The copy grows under another name and gets its own only when it is complete, checked and on
  /// disk: a file of the name that was asked for is always a whole backup.
  static func copy(_ source: SQLiteHandle, to path: String) throws {
    guard access(path, F_OK) != 0 else {
      throw StorageUnavailable.unreachable("\(path) exists already")
    }
    let partial = path + ".partial"
    try SQLiteFile.create(partial)
    do {
      try fill(partial, from: source)
      try SQLiteFile.sync(partial)
      // link fails where rename would overwrite a file that has appeared meanwhile.
      guard link(partial, path) == 0 else {
        throw StorageUnavailable.unreachable("cannot create \(path): \(SQLiteFile.reason(errno))")
      }
      unlink(partial)
      try SQLiteFile.sync(path)
    } catch {
      for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
      throw error
    }
  }

  private static func fill(_ partial: String, from source: SQLiteHandle) throws {
    let copy = try SQLiteHandle(path: partial, purpose: .tool, busyTimeoutMilliseconds: 0)
    try source.copy(to: copy)
    let findings = try copy.query("PRAGMA integrity_check").map { try $0.get(0, as: String.self) }
    guard findings == ["ok"] else {
      throw StorageUnavailable.unreachable(
        "the copy is damaged: \(findings.prefix(3).joined(separator: "; "))")
    }
    // Without this the copy would want a WAL file beside it.
    _ = try copy.query("PRAGMA journal_mode = DELETE")
  }
}
