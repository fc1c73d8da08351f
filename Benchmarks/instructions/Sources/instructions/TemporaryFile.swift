import Glibc

/// A file in memory where there is such a folder, in a folder that goes when the process ends.
enum TemporaryFile {
  struct NoFolder: Error {}

  static func path() throws -> String {
    let parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    var template = Array("\(parent)/atrium-instructions.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw NoFolder() }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    folders.append(folder)
    atexit { TemporaryFile.removeAll() }
    return folder + "/ledger.db"
  }

  nonisolated(unsafe) private static var folders: [String] = []

  private static func removeAll() {
    for folder in folders {
      for suffix in ["", "-wal", "-shm", "-journal", ".server.lock", ".migrate.lock"] {
        unlink(folder + "/ledger.db" + suffix)
      }
      rmdir(folder)
    }
  }
}
