import Glibc
import Migrations
import Storage
import StorageSQLite

/// A folder with one SQLite file in it.
struct SQLiteFolder: Sendable {
  let path: String

  private static let templates = TemplateCache<SQLiteDatabase>()

  init() throws {
    path = try Environment.makeTemporaryFolder()
  }

  var file: String { path + "/test.db" }

  /// A new database with the tables of these streams.
  static func database(_ streams: [MigrationStream]) async throws -> any Database {
    let folder = try SQLiteFolder()
    if !streams.isEmpty {
      let template = try await templates.template(for: streams) { try migrated(streams) }
      try await template.backup(to: folder.file)
    }
    return TestDatabase(try SQLiteDatabase(path: folder.file)) { folder.remove() }
  }

  /// Lives as long as the process; what it leaves in the temporary folder is small.
  private static func migrated(_ streams: [MigrationStream]) throws -> SQLiteDatabase {
    let folder = try SQLiteFolder()
    let database = try SQLiteDatabase(path: folder.file)
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
