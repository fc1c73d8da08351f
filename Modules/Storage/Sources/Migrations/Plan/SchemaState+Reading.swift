public import Storage

extension SchemaState {
  /// Compares a database with a program's migrations. A server asks this before it serves, and for
  /// its readiness. Changes nothing.
  ///
  /// - Throws: `MigrationError.invalidFiles`, `.unreachable`.
  public static func read(
    from database: any Database, streams: [MigrationStream]
  ) async throws(MigrationError) -> SchemaState {
    try await MigrationPlan.read(from: database, streams: streams).state
  }
}

extension MigrationPlan {
  /// Compares a database with a program's migrations, as `SchemaState.read` does.
  ///
  /// - Throws: `MigrationError.invalidFiles`, `.unreachable`.
  public static func read(
    from database: any Database, streams: [MigrationStream]
  ) async throws(MigrationError) -> MigrationPlan {
    let problems = streams.flatMap(\.problems)
    guard problems.isEmpty else { throw .invalidFiles(problems) }
    do {
      var history: [HistoryEntry] = []
      if try await !database.query(HistoryReading.exists(database.dialect)).isEmpty {
        history = try await database.all(
          HistoryReading.rows(of: "atrium_migrations"), HistoryEntry.init(row:))
      }
      return MigrationPlan(streams: streams, history: history, dialect: database.dialect)
    } catch {
      throw MigrationError(error)
    }
  }
}
