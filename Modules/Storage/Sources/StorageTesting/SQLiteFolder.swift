import Glibc
import Migrations
import Storage
import StorageSQLite
import Synchronization

/// A folder with one SQLite file in it.
struct SQLiteFolder: Sendable {
  let path: String

  private static let templates = TemplateCache<SQLiteDatabase>()
  private static let made = Atomic<Int>(0)

  /// The folder of all of this process's files, which goes when it ends.
  private static let parent: Result<String, any Error> = Result {
    let path = try Environment.makeTemporaryFolder()
    atexit {
      if let path = try? SQLiteFolder.parent.get() {
        _ = try? ChildProcess.run(["/bin/rm", "-rf", path])
      }
    }
    return path
  }

  init() throws {
    path = try "\(Self.parent.get())/\(Self.made.add(1, ordering: .relaxed).newValue)"
    guard mkdir(path, 0o700) == 0 else { throw TestSetupError("\(path) cannot be made") }
  }

  var file: String { path + "/test.db" }

  /// A new database with the tables of these streams.
  static func database(_ streams: [MigrationStream]) async throws -> any Database {
    let folder = try SQLiteFolder()
    if !streams.isEmpty {
      let template = try await templates.template(for: streams) { try migrated(streams) }
      try await template.backup(to: folder.file)
    }
    return TestDatabase(
      try SQLiteDatabase(path: folder.file), at: .sqlite(path: folder.file)
    ) { folder.remove() }
  }

  private static func migrated(_ streams: [MigrationStream]) throws -> SQLiteDatabase {
    let database = try SQLiteDatabase(path: try SQLiteFolder().file)
    try database.migrate(streams)
    return database
  }

  func remove() {
    for suffix in ["", "-wal", "-shm", "-journal", ".server.lock", ".migrate.lock"] {
      unlink(file + suffix)
    }
    rmdir(path)
  }
}
