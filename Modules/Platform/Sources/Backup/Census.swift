import Storage

extension BackupStore {
  /// What a database holds at one moment.
  struct Census: Equatable {
    /// The rows of each table, by the tables' names in order.
    var tables: [(name: String, rows: Int64)] = []
    /// The migrations that it has had.
    var migrations: [BackupManifest.Migration] = []

    static func == (left: Census, right: Census) -> Bool {
      left.differences(from: right).isEmpty && left.migrations == right.migrations
    }

    var rows: Int64 { tables.reduce(0) { $0 + $1.rows } }

    /// The tables that hold more or fewer rows than in `other`, or are in one of them only.
    func differences(from other: Census) -> [String] {
      let mine = Dictionary(tables.map { ($0.name, $0.rows) }) { first, _ in first }
      let others = Dictionary(other.tables.map { ($0.name, $0.rows) }) { first, _ in first }
      return Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.sorted()
    }

    /// Counts what a connection sees; in a transaction with a snapshot, what that holds.
    static func take(_ sql: any SQLExecutor) throws -> Census {
      var census = Census()
      for name in try sql.all(tableNames(sql.dialect), { try $0.get(0, as: String.self) }) {
        // The name is the catalogue's own, quoted as both engines quote.
        let quoted =
          "\""
          + name.split(separator: "\"", omittingEmptySubsequences: false)
          .joined(separator: "\"\"") + "\""
        let rows = try sql.first(SQL(verbatim: "SELECT count(*) FROM \(quoted)")) {
          try $0.get(0, as: Int64.self)
        }
        census.tables.append((name, rows ?? 0))
      }
      if census.tables.contains(where: { $0.name == "atrium_migrations" }) {
        census.migrations = try sql.all(
          """
          SELECT stream, version, name, checksum FROM atrium_migrations
          WHERE kind IN ('applied', 'baseline') ORDER BY stream, version
          """, BackupManifest.Migration.init(row:))
      }
      return census
    }

    private static func tableNames(_ dialect: Dialect) -> SQL {
      switch dialect {
      case .sqlite:
        """
        SELECT name FROM sqlite_schema
        WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name
        """
      case .postgres:
        // Of a partitioned table its parts, which have the rows.
        """
        SELECT relname::text COLLATE "C" FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY 1
        """
      }
    }
  }
}
