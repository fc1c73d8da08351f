import Storage
import Synchronization

/// Which columns a database had when its server had checked the schema: the history of migrations
/// does not tell that somebody has dropped or renamed a table since, or that names are looked up
/// elsewhere.
final class SchemaWitness: Sendable {
  private let columns = Mutex<Set<String>>([])

  init() {}

  /// Notes what is there. Blocks.
  /// - Throws: the store's error.
  func note(_ connection: any SQLConnection) throws {
    let found = try connection.all(Self.reading(connection.dialect)) {
      try $0.get(0, as: String.self)
    }
    columns.withLock { $0 = Set(found) }
  }

  /// What was there and is not any more, such as `auth_users.email`, in the order of the names.
  /// - Throws: the store's error.
  func missing(in database: any Database) async throws -> [String] {
    let found = try await database.all(Self.reading(database.dialect)) {
      try $0.get(0, as: String.self)
    }
    return columns.withLock { $0.subtracting(found).sorted() }
  }

  private static func reading(_ dialect: Dialect) -> SQL {
    switch dialect {
    case .postgres:
      """
      SELECT c.relname || '.' || a.attname FROM pg_class AS c
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
      """
    case .sqlite:
      """
      SELECT s.name || '.' || c.name FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
      WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite!_%' ESCAPE '!'
      """
    }
  }
}
