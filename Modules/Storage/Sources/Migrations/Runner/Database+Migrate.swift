public import Storage

extension Database {
  /// Runs the pending migrations on a connection of its own, and answers the new rows of the
  /// history: for an embedded database that its server keeps up to date by itself, and for tests.
  ///
  /// Blocks; not for the threads that serve requests.
  ///
  /// - Throws: `MigrationError`.
  @discardableResult
  public func migrate(
    _ streams: [MigrationStream], settings: Migrator.Settings = Migrator.Settings()
  ) throws(MigrationError) -> [HistoryEntry] {
    let connection: any SQLConnection
    do {
      connection = try connect()
    } catch {
      throw MigrationError(error)
    }
    defer { connection.close() }
    return try Migrator(connection: connection, streams: streams, settings: settings).apply()
  }
}
