import Console
import EventLoop
import Glibc
import LedgerSQL
import Migrations
import PlatformSchema
import Storage
import StoragePostgres
import StorageSQLite

// How each engine's database is copied.
extension BackupStore {
  /// Copies a SQLite file, which may be in use, and looks at the copy as a server would.
  func copySQLite(_ path: String, to copy: String) async throws -> BackupManifest.Entry {
    guard access(path, F_OK) == 0 else { throw Self.nothing(to: "\(url)") }
    let source = try SQLiteDatabase(path: path, role: .tool)
    do {
      try await source.backup(to: copy)
    } catch {
      await source.close()
      throw error
    }
    await source.close()
    let census = try await examineSQLite(copy)
    guard !census.tables.isEmpty else { throw Self.nothing(to: "\(url)") }
    return try entry(of: copy, census: census)
  }

  /// What a file of this store holds, its books verified. Afterwards it is one file again.
  func examineSQLite(_ path: String) async throws -> Census {
    let database = try SQLiteDatabase(path: path, role: .tool)
    let census: Census
    do {
      census = try examine(database)
    } catch {
      await database.close()
      throw error
    }
    await database.close()
    guard access(path + "-wal", F_OK) != 0 else {
      throw CommandError(
        exitCode: ExitCode.failure, code: "in_use", message: "\(path) is used by somebody else")
    }
    try BackupFile.sync(path)
    return census
  }

  /// Counts what a database holds, and verifies its books if its schema is this release's.
  /// - Throws: `CommandError` with what does not fit.
  func examine(_ database: any Database) throws -> Census {
    let connection = try database.connect()
    defer { connection.close() }
    let census = try Census.take(connection)
    guard try database.schemaState(of: streams).isCurrent else { return census }
    let findings =
      try LedgerVerification.run(on: connection).findings + AuditTrail.verify(in: connection)
    guard findings.isEmpty else {
      throw CommandError.refused(
        "books_damaged",
        "the books in \(url) do not fit:\n" + findings.joined(separator: "\n"))
    }
    return census
  }

  /// Dumps the schema that the connection works in, and counts in the very snapshot of the dump.
  func dumpPostgres(_ uri: String, to file: String) async throws -> BackupManifest.Entry {
    let tool = try PostgresTool(uri: uri)
    let database = try PostgresDatabase(url: uri, group: try EventLoopGroup(count: 1))
    let connection = try database.connect()
    defer { connection.close() }
    try connection.executeScript("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    let place = try connection.first(
      "SELECT current_schema()::text AS schema, pg_export_snapshot() AS snapshot"
    ) {
      try (
        schema: $0.get("schema", as: String?.self), snapshot: $0.get("snapshot", as: String.self)
      )
    }
    guard let place, let schema = place.schema else { throw Self.nothing(to: "\(url)") }
    let census = try Census.take(connection)
    guard !census.tables.isEmpty else { throw Self.nothing(to: "\(url)") }
    try tool.run(
      "pg_dump",
      [
        "--dbname=\(tool.uri)", "--no-password", "--format=custom",
        "--snapshot=\(place.snapshot)", "--schema=\(Self.quoted(schema))", "--file=\(file)",
      ])
    try connection.executeScript("COMMIT")
    await database.close()
    try BackupFile.sync(file)
    try verify(dump: file, of: schema, holds: census, tool)
    return try entry(of: file, schema: schema, census: census)
  }

  /// Reads a dump to its end, and looks for every table in its list.
  private func verify(
    dump file: String, of schema: String, holds census: Census, _ tool: PostgresTool
  ) throws {
    try tool.run("pg_restore", ["--file=/dev/null", file])
    let list = try tool.run("pg_restore", ["--list", file])
    for table in census.tables where !list.contains(" TABLE DATA \(schema) \(table.name) ") {
      throw CommandError.damaged("the dump of \(url) lacks the table \(table.name)")
    }
  }

  /// A name as a pattern that fits it alone.
  static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }

  private static func nothing(to database: String) -> CommandError {
    .refused("empty_database", "there is nothing in \(database) to back up")
  }
}
