public import Storage
import StoragePostgres
import StorageSQLite

extension Stores {
  /// What keeps a database from being opened at this address, whatever is there; nil if nothing
  /// does. Nothing is opened for it.
  public static func refusal(of url: DatabaseURL) -> String? {
    guard case .postgres(let uri) = url else { return nil }
    do {
      try PostgresDatabase.check(url: uri)
      return nil
    } catch {
      return "the Postgres library cannot read the URL; see its form at "
        + "https://www.postgresql.org/docs/15/libpq-connect.html"
    }
  }

  /// Whether two addresses lead to one file that is there, by links or another spelling.
  public static func areOneFile(_ one: DatabaseURL, _ other: DatabaseURL) -> Bool {
    guard case .sqlite(let left) = one, case .sqlite(let right) = other else { return false }
    return SQLiteDatabase.areOneFile(left, right)
  }
}
