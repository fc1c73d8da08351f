import CLinux
import Glibc
import Storage

/// Where a database's rows are: what differs once a backup took their place or a standby took over,
/// so that rows which were there before may be missing.
///
/// On Postgres it is the cluster, its timeline, the database and the table; a restored table has
/// another oid, and a promoted standby another timeline. On SQLite it is the file, with the time at
/// which it was made: the number of a file that was removed is given to the next one. A file whose
/// content was overwritten in place shows only as a history that went backwards.
struct HistoryWitness: Sendable {
  /// An expression that is the witness of now.
  let now: SQL

  /// The witness of a database.
  /// - Throws: the store's error.
  init(of database: any Database) async throws {
    switch database.dialect {
    case .postgres: now = Self.postgres
    case .sqlite:
      let file = try await database.first(
        "SELECT file FROM pragma_database_list WHERE name = 'main'"
      ) { try $0.get(0, as: String?.self) }
      now = "\(Self.file(at: (file ?? nil) ?? ""))"
    }
  }

  private static let postgres: SQL = """
    (SELECT system_identifier::text FROM pg_control_system())
      || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
      || '/' || (SELECT oid::text FROM pg_database WHERE datname = current_database())
      || '/' || ('platform_history'::regclass::oid)::text
    """

  static func file(at path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "memory" }
    return "\(status.st_dev)/\(status.st_ino)/\(clinux_birth(path))"
  }
}
