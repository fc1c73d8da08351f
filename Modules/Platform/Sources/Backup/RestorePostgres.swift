import Console
import EventLoop
import Migrations
import PlatformSQL
import Storage
import StoragePostgres

extension RestoreTarget {
  /// Claims the schema for this restore, until the claim is given up.
  /// - Throws: `CommandError` when the schema is not there, is another, holds anything, or is what
  ///   another restore is at work in.
  func claimSchema(_ uri: String) throws -> RestoreClaim {
    let database = try PostgresDatabase(url: uri, group: try EventLoopGroup(count: 1))
    let connection = try database.connect()
    do {
      // The first key is "atri"; a lock that nobody else of this database takes.
      let isFree = try connection.first(
        "SELECT pg_try_advisory_lock(1635021417, hashtext(current_schema()::text)) AS taken"
      ) { try $0.get("taken", as: Bool?.self) }
      guard isFree != .some(false) else {
        throw CommandError.refused("in_use", "another restore is at work in \(store.url)")
      }
      try checkIsEmpty(connection)
    } catch {
      connection.close()
      throw error
    }
    return RestoreClaim { connection.close() }
  }

  private func checkIsEmpty(_ connection: any SQLConnection) throws {
    let found = try connection.first("SELECT current_schema()::text AS schema") {
      try $0.get("schema", as: String?.self)
    }
    guard found == entry.schema else {
      throw CommandError.refused(
        "other_schema",
        "\(store.name) was in the schema \(entry.schema ?? "?") and would go to "
          + "\((found ?? nil) ?? "none"); create it, or set the search_path of \(store.url)")
    }
    let objects = try connection.all(Self.objects) { try $0.get("name", as: String.self) }
    guard objects.isEmpty else {
      throw CommandError.refused(
        "not_empty",
        "\(store.url) is not empty: it has \(objects.prefix(5).joined(separator: ", "))")
    }
  }

  /// Restores in one transaction, and looks at what came back.
  func restorePostgres(
    _ file: String, to uri: String, grants: Bool
  ) async throws -> any RestoreStep {
    let tool = try PostgresTool(uri: uri, environment: store.environment)
    var arguments = [
      "--dbname=\(tool.uri)", "--no-password", "--single-transaction", "--exit-on-error",
      "--no-owner",
    ]
    if let schema = entry.schema { arguments.append("--schema=\(schema)") }
    if !grants { arguments.append("--no-privileges") }
    try tool.run("pg_restore", arguments + [file])
    let database = try PostgresDatabase(url: uri, group: try EventLoopGroup(count: 1))
    do {
      let found = try store.examine(database)
      try compare(found)
      try interruptHistory(database)
      let finish = Finish(
        try database.schemaState(of: store.streams), of: store, books: found.books)
      return RestoredSchema(database: database, finish: finish)
    } catch {
      RestoredSchema(database: database, finish: .unknown).undo()
      throw error
    }
  }

  /// Those who follow topics are told that events may be missing.
  func interruptHistory(_ database: any Database) throws {
    let connection = try database.connect()
    defer { connection.close() }
    try SQLTopicHistory.interrupt(in: connection)
  }

  /// What can be in the way: tables, views, sequences and functions of the schema.
  fileprivate static let objects: SQL = """
    SELECT relname::text AS name,
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
        WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind,
      oid::regclass::text AS reference
    FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
      AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL
    SELECT proname::text || '()', 'ROUTINE', oid::regprocedure::text
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    """
}

/// A schema that came back, and was empty before.
private struct RestoredSchema: RestoreStep {
  let database: PostgresDatabase
  let finish: RestoreTarget.Finish

  func keep() {}

  func undo() {
    // All that is there came with the restore. Should this fail, the next restore says so.
    guard let connection = try? database.connect() else { return }
    defer { connection.close() }
    let drops = try? connection.all(RestoreTarget.objects) {
      try "DROP \($0.get("kind", as: String.self)) IF EXISTS "
        + "\($0.get("reference", as: String.self)) CASCADE;"
    }
    try? connection.executeScript((drops ?? []).joined(separator: "\n"))
  }
}
