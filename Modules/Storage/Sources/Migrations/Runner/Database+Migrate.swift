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
    try onConnection { connection throws(MigrationError) in
      try Migrator(connection: connection, streams: streams, settings: settings).apply()
    }
  }

  /// Compares the database with a program's migrations, on a connection of its own. A server asks
  /// this before it serves. Changes nothing.
  ///
  /// Blocks; `SchemaState.read` does the same without.
  ///
  /// - Throws: `MigrationError.invalidFiles`, `.unreachable`.
  public func schemaState(of streams: [MigrationStream]) throws(MigrationError) -> SchemaState {
    try migrationPlan(of: streams).state
  }

  /// Compares the database with a program's migrations, as `schemaState(of:)` does.
  ///
  /// Blocks; `MigrationPlan.read` does the same without.
  ///
  /// - Throws: `MigrationError.invalidFiles`, `.unreachable`, `.unsuitable`.
  public func migrationPlan(of streams: [MigrationStream]) throws(MigrationError) -> MigrationPlan {
    try onConnection { connection throws(MigrationError) in
      try Migrator(connection: connection, streams: streams).plan()
    }
  }

  private func onConnection<Value>(
    _ body: (any SQLConnection) throws(MigrationError) -> Value
  ) throws(MigrationError) -> Value {
    let connection: any SQLConnection
    do {
      connection = try connect()
    } catch let error as UnsuitableDatabase {
      throw .unsuitable(error.description)
    } catch {
      throw .unreachable("\(error)")
    }
    defer { connection.close() }
    return try body(connection)
  }
}
