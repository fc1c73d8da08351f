import Storage

/// What an engine's own maintenance would have done by the time a database is as large.
struct Upkeep: Sendable {
  let database: any Database

  /// Does it.
  /// - Throws: the store's error.
  func run() async throws {
    let connection = try database.connect()
    defer { connection.close() }
    switch database.dialect {
    case .postgres: try connection.executeScript("VACUUM ANALYZE")
    case .sqlite: try connection.executeScript("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }
}
