public import Storage

extension Migrator {
  /// Compares the database with what the migrations in its history make of an empty one, and
  /// answers what differs. Changes nothing.
  ///
  /// - Parameter scratch: A connection to an empty database that may be filled. Only SQLite needs
  ///   one; on Postgres a schema of its own serves, in a transaction that is rolled back.
  /// - Throws: `MigrationError.notComparable` when the migrations do not run a second time beside
  ///   themselves, as when a block of code in one names a schema.
  public func drift(scratch: (any SQLConnection)?) throws(MigrationError) -> [SchemaDifference] {
    let plan = try plan()
    switch plan.state {
    case .current, .behind: break
    case .ahead, .outOfOrder, .changed, .needsRepair: throw .notApplicable(plan.state)
    }
    do {
      let scripts = plan.lines.filter { $0.entry != nil }
        .compactMap { line in
          line.migration.map { (id: line.id, script: $0.script(for: plan.dialect)) }
        }
      let known = Set(streams.map(\.name))
      // Objects of streams that this program does not know are no drift.
      let reportsExtra = try session.history().allSatisfy { known.contains($0.id.stream) }
      let actual = try SchemaDescription.read(session.connection)
      let expected = try expected(scripts, scratch: scratch)
      return SchemaDifference.between(
        expected: expected, actual: actual, reportsExtra: reportsExtra)
    } catch let error as MigrationError {
      throw error
    } catch {
      throw MigrationError(error)
    }
  }

  private func expected(
    _ scripts: [(id: MigrationID, script: MigrationScript)], scratch: (any SQLConnection)?
  ) throws -> [String: String] {
    switch session.dialect {
    case .sqlite:
      guard let scratch else { throw MigrationError.refused("SQLite needs a scratch database") }
      return try described(scripts, on: scratch) {}
    case .postgres:
      let connection = session.connection
      let path = "SET LOCAL search_path TO atrium_drift\(try extensionSchemas(connection))"
      try connection.executeScript("BEGIN; CREATE SCHEMA atrium_drift")
      // Nothing of this is meant to stay.
      defer { try? connection.executeScript("ROLLBACK") }
      return try described(scripts, on: connection) { try connection.executeScript(path) }
    }
  }

  /// Where extensions have their types and operators, which migrations use by name. They are behind
  /// the schema to fill, so that nothing is made in them.
  private func extensionSchemas(_ connection: any SQLConnection) throws -> String {
    try connection.all(
      """
      SELECT DISTINCT nspname::text AS name
      FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
      WHERE nspname <> 'pg_catalog'
      """
    ) { ", " + MigrationSession.quoted(try $0.get("name", as: String.self)) }
    .joined()
  }

  private func described(
    _ scripts: [(id: MigrationID, script: MigrationScript)], on connection: any SQLConnection,
    begin: () throws -> Void
  ) throws -> [String: String] {
    try begin()
    for (id, script) in scripts {
      for statement in script.statements {
        guard let text = statement.textInTransaction else { continue }
        do {
          try connection.executeScript(text)
        } catch let error as StorageError {
          throw MigrationError.notComparable(Self.reason(error, id, line: statement.line))
        }
      }
      // A script may have set something for itself.
      try begin()
    }
    return try SchemaDescription.read(connection)
  }

  /// What kept a statement from being run again, and why it was to be.
  private static func reason(_ error: StorageError, _ id: MigrationID, line: Int) -> String {
    var cause = "\(error)"
    if case .statement(_, let state, let message) = error { cause = "\(message) [\(state)]" }
    return
      "\(id), line \(line), cannot be run again to compare with: \(cause). All migrations are run "
      + "again beside the database, in a schema of their own; SQL that is put together in a block "
      + "of code has to leave schemas to search_path, and to stand being run twice"
  }
}

extension SQLStatement {
  /// What makes the same of a schema within a transaction; nil when the statement makes nothing.
  fileprivate var textInTransaction: String? {
    guard let first = keywords(1).first,
      !["VACUUM", "ANALYZE", "REINDEX", "PRAGMA"].contains(first)
    else { return nil }
    guard keywords(4).contains("INDEX") else { return text }
    return text.removingWord("CONCURRENTLY")
  }
}

extension String {
  /// The text without the first place of an ASCII word, in either case.
  fileprivate func removingWord(_ word: String) -> String {
    var start = utf8.startIndex
    while start < utf8.endIndex,
      let end = utf8.index(start, offsetBy: word.utf8.count, limitedBy: utf8.endIndex)
    {
      if utf8[start..<end].elementsEqual(word.utf8, by: { $0 & 0xDF == $1 }) {
        return String(self[..<start]) + String(self[end...])
      }
      start = utf8.index(after: start)
    }
    return self
  }
}
