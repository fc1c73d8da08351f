import Kernel
import Migrations
import Storage
import StorageTesting

extension MigrationStream {
  /// A stream of shared files, each the text of one version.
  static func of(_ name: String, _ scripts: String...) -> MigrationStream {
    MigrationStream(
      name: name,
      files: scripts.enumerated().map { index, sql in
        (name: "000\(index + 1)_m\(index + 1).sql", contents: sql)
      })
  }

  /// A stream of any files.
  static func of(_ name: String, files: [String: String]) -> MigrationStream {
    MigrationStream(name: name, files: files.map { (name: $0.key, contents: $0.value) })
  }
}

/// Runs `body` on a connection to a new, empty database of the engine.
func onNewDatabase<Value>(
  _ engine: Engine, _ body: (any SQLConnection) throws -> Value
) async throws -> Value {
  let database = try await engine.database()
  let connection = try database.connect()
  let result = Result { try body(connection) }
  connection.close()
  await database.close()
  return try result.get()
}

extension SQLConnection {
  /// Whether a table or index of this name is in the first schema of the search path.
  func has(_ name: String) throws -> Bool {
    switch dialect {
    case .postgres:
      try !query(
        """
        SELECT 1::bigint FROM pg_class
        WHERE relname = \(name) AND relnamespace = current_schema()::regnamespace
        """
      ).isEmpty
    case .sqlite: try !query("SELECT 1 FROM sqlite_schema WHERE name = \(name)").isEmpty
    }
  }

  /// The rows of the history as `auth/0001_m1 applied`.
  func history(_ streams: MigrationStream...) throws -> [String] {
    try Migrator(connection: self, streams: streams).plan().lines.compactMap { line in
      line.entry.map { "\($0.id) \($0.kind.rawValue)" }
    }
  }
}

/// Runs `body` and answers the `MigrationError` that it throws.
func migrationError(_ body: () throws -> Void) -> MigrationError? {
  do {
    try body()
    return nil
  } catch {
    return error as? MigrationError
  }
}
