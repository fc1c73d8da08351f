import Foundation
import StorageSQLite

/// A folder of one's own for a test's files. It goes with the last reference.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "atrium-sqlite-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String = "test.db") -> String { "\(path)/\(name)" }
}

/// Opens a database, hands it over, and closes it whatever happens.
func withDatabase(
  at path: String,
  role: SQLiteDatabase.Role = .tool,
  configuration: SQLiteDatabase.Configuration = .init(),
  _ body: (SQLiteDatabase) async throws -> Void
) async throws {
  let database = try SQLiteDatabase(path: path, role: role, configuration: configuration)
  do {
    try await body(database)
  } catch {
    await database.close()
    throw error
  }
  await database.close()
}
