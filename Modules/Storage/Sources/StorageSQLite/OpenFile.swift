import Glibc
import Storage
import Synchronization

/// Which file a name leads to, whatever the name is.
struct FileIdentity: Hashable, Sendable {
  let device: UInt
  let number: UInt

  /// The file that a path leads to now; nil where it leads to none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
  }
}

/// A file that is open, and whether its name still leads to it.
///
/// A file that is removed or replaced while it is open lives on until it is closed: what is written
/// to it then is lost at the end, without an error of any call. So is what stands in its log when
/// that is removed.
final class OpenFile: Sendable {
  /// The files that SQLite keeps beside a database while it is written to.
  private let companions: [String]

  let path: String
  let identity: FileIdentity
  /// Those beside it, from the first write on.
  private let beside = Mutex<[FileIdentity?]>([])

  /// - Throws: `StorageUnavailable.unreachable` where there is no file.
  init(_ path: String) throws(StorageUnavailable) {
    guard let identity = FileIdentity(path) else {
      throw .unreachable("cannot find \(path): \(SQLiteFile.reason(errno))")
    }
    self.path = path
    self.identity = identity
    companions = ["-wal", "-shm"].map { path + $0 }
  }

  /// Checks that the path leads to the file that is open.
  ///
  /// - Throws: `StorageUnavailable.unreachable` that says what to do.
  func checkName() throws(StorageUnavailable) {
    guard FileIdentity(path) == identity else {
      throw .unreachable(
        "\(path) was removed, moved or replaced while it is open, and what were written now would "
          + "be lost; bring it back, or restart the server for the file that is there")
    }
  }

  /// Checks the same of the files beside it, once the writer has met them.
  ///
  /// - Throws: `StorageUnavailable.unreachable` that says what to do.
  func checkKnownLog() throws(StorageUnavailable) {
    if beside.withLock({ !$0.isEmpty }) { try checkLog() }
  }

  /// Checks the same of the files beside it. For the writer, within a transaction: then they are
  /// there.
  ///
  /// - Throws: `StorageUnavailable.unreachable` that says what to do.
  func checkLog() throws(StorageUnavailable) {
    let now = companions.map { FileIdentity($0) }
    let known = beside.withLock { beside in
      if beside.isEmpty, !now.contains(nil) { beside = now }
      return beside
    }
    guard known == now else {
      throw .unreachable(
        "\(path)-wal or -shm was removed while the database is open, and what were written now "
          + "would be lost; restart the server, and never remove them")
    }
  }
}
