import Console
import Glibc
import Migrations
import Storage
import StorageSQLite

extension RestoreTarget {
  /// Copies the file beside its place, and looks at it there.
  func restoreSQLite(_ file: String, to path: String) async throws -> any RestoreStep {
    let step = RestoredFile(path: path)
    // One that is still there is of a restore that was killed: the lock is ours.
    step.undo()
    do {
      let digest = try BackupFile.digest(file, copyingTo: step.partial)
      guard digest.sha256 == entry.sha256 else {
        throw CommandError.damaged("\(file) changed while it was read")
      }
      let found = try await store.examineSQLite(step.partial)
      try compare(found)
      try await step.note(self, found.books)
      return step
    } catch {
      step.undo()
      throw error
    }
  }
}

/// A SQLite file that is complete but not under its name yet.
private final class RestoredFile: RestoreStep {
  let partial: String
  private(set) var finish = RestoreTarget.Finish.unknown
  private let path: String
  private var isKept = false

  init(path: String) {
    self.path = path
    partial = path + ".restoring"
  }

  func note(_ target: RestoreTarget, _ books: BackupStore.Books) async throws {
    let database = try SQLiteDatabase(path: partial, role: .tool)
    try target.interruptHistory(database)
    let store = target.store
    finish = RestoreTarget.Finish(
      try database.schemaState(of: store.streams), of: store, books: books)
    await database.close()
  }

  func keep() throws {
    // link fails where rename would overwrite a file that has appeared meanwhile.
    guard link(partial, path) == 0 else { throw BackupFile.failure("create", path) }
    isKept = true
    unlink(partial)
    try BackupFile.sync(BackupFile.folder(of: path))
  }

  func undo() {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(partial + suffix) }
    if isKept { unlink(path) }
  }
}

/// The mark that a server would set on a SQLite file: while it is ours, no server starts there.
struct RestoreLock {
  private let descriptor: Int32

  /// Takes `<path>.server.lock`.
  /// - Throws: `CommandError`: a server has it, or there is a database already.
  init(database path: String) throws(CommandError) {
    // As the server names it: symbolic links resolved, as far as the path exists.
    let folder = realpath(BackupFile.folder(of: path), nil)
    guard let folder else { throw BackupFile.failure("open", BackupFile.folder(of: path)) }
    defer { free(folder) }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let lock = "\(String(cString: folder))/\(name).server.lock"
    descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BackupFile.failure("open", lock) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .refused("server_running", "a server runs on \(path); stop it first")
    }
    for suffix in ["", "-wal", "-journal"] where access(path + suffix, F_OK) == 0 {
      close(descriptor)
      throw .refused("not_empty", "\(path)\(suffix) exists already; move it away first")
    }
  }

  /// Lets servers in. The file stays: another may hold a lock on it by now.
  func release() { close(descriptor) }
}
