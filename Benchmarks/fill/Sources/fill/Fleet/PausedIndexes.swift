import Glibc
import Kernel
import Storage

/// Indexes of tables that are dropped until the tables are full: to sort once costs a fraction of
/// finding each row's place. Constraints keep theirs.
struct PausedIndexes: Sendable {
  private let database: any Database
  private let definitions: [String]

  /// Drops them.
  init(of tables: [String], in database: any Database) async throws {
    self.database = database
    let found = try await database.all(Self.listing(tables, in: database.dialect)) {
      (name: try $0.get(0, as: String.self), definition: try $0.get(1, as: String.self))
    }
    definitions = found.map(\.definition)
    for index in found {
      try await database.execute(SQL(verbatim: "DROP INDEX \(index.name)"))
    }
  }

  /// Makes them anew.
  func resume() async throws {
    let connection = try database.connect()
    defer { connection.close() }
    if database.dialect == .postgres {
      try connection.executeScript("SET maintenance_work_mem = '1GB'")
    } else {
      try connection.executeScript("PRAGMA cache_size = -2097152")
    }
    for definition in definitions { try connection.executeScript(definition) }
  }

  private static func listing(_ tables: [String], in dialect: Dialect) -> SQL {
    switch dialect {
    case .postgres:
      """
      SELECT i.indexname, i.indexdef FROM pg_indexes i
      WHERE i.tablename IN (\(list: tables))
        AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)
      """
    case .sqlite:
      """
      SELECT name, sql FROM sqlite_master
      WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (\(list: tables))
      """
    }
  }
}
