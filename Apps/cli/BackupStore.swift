import Composition
import Configuration
import ContextKit
import Migrations
import PlatformSQL
import Storage

/// One database of the assembly as the configuration has it. Unlike the assembly's own stores it is
/// opened as it is: a copy of a database that is behind must be had before it is migrated.
struct BackupStore {
  let url: DatabaseURL
  let contexts: [String]
  let streams: [MigrationStream]

  /// The databases of the configured contexts, each once.
  static func all(in configuration: Configuration) -> [BackupStore] {
    let chosen = contextTypes(in: configuration)
    var stores: [BackupStore] = []
    for context in chosen {
      let url = configuration.storageURL(of: context.name)
      guard !stores.contains(where: { $0.url == url }) else { continue }
      let members = chosen.filter { configuration.storageURL(of: $0.name) == url }
      stores.append(
        BackupStore(
          url: url, contexts: members.map { $0.name },
          streams: [PlatformSQL.migrations] + members.map { $0.migrations }))
    }
    return stores
  }

  /// What its files are called.
  var name: String { contexts.joined(separator: "-") }

  /// Its engine in a manifest.
  var engine: String { url.dialect.rawValue }
}

extension BackupStore {
  /// What the ledger and the audit trail of a database were found to be.
  enum Books: String {
    /// Every sum and every chain fits.
    case verified
    /// Not looked at: the schema is another release's.
    case unverified
    /// Something does not fit. A copy is worth the more then.
    case damaged
  }

  /// What a look into a database brought to light.
  struct Examination {
    let census: Census
    let books: Books
    /// What does not fit, a sentence each.
    let findings: [String]
  }

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
        """
        SELECT tablename::text COLLATE "C" FROM pg_tables
        WHERE schemaname = current_schema() ORDER BY 1
        """
      }
    }
  }
}

/// The contexts that the configuration names, in the order of the composition.
private func contextTypes(in configuration: Configuration) -> [any ContextPlugin.Type] {
  contexts.filter { configuration[Settings.contexts].contains($0.name) }
}
