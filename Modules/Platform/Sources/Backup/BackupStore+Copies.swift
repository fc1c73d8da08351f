import Console
import EventLoop
import Glibc
import PlatformSQL
import Migrations
import Storage
import StoragePostgres
import StorageSQLite

extension BackupStore {
  /// A copy as the manifest has it, and what does not fit in it.
  struct Copy {
    let entry: BackupManifest.Entry
    let findings: [String]
  }

  /// Every file that backing this store up may leave behind when it fails.
  var possibleFiles: [String] {
    let copy = "\(name).sqlite"
    return ["\(name).dump", copy]
      + ["-wal", "-shm", "-journal", ".partial", ".partial-journal"].map { copy + $0 }
  }

  /// Copies this store, and verifies the copy.
  func backUp(into folder: String) async throws -> Copy {
    switch url {
    case .sqlite(let path): try await copySQLite(path, to: "\(folder)/\(name).sqlite")
    case .postgres(let uri): try await dumpPostgres(uri, to: "\(folder)/\(name).dump")
    }
  }

  /// A copy in a file, looked at once more for its digest.
  func copy(in file: String, schema: String? = nil, _ found: Examination) throws -> Copy {
    let digest = try BackupFile.digest(file)
    let entry = BackupManifest.Entry(
      contexts: contexts, engine: engine,
      file: file.split(separator: "/").last.map(String.init) ?? file, bytes: digest.bytes,
      sha256: digest.sha256, schema: schema, books: found.books, census: found.census)
    return Copy(entry: entry, findings: found.findings)
  }
}

// How each engine's database is copied.
extension BackupStore {
  /// Copies a SQLite file, which may be in use, and looks at the copy as a server would.
  func copySQLite(_ path: String, to copy: String) async throws -> Copy {
    guard access(path, F_OK) == 0 else { throw Self.nothing(to: "\(url)") }
    let source = try SQLiteDatabase(path: path, role: .tool)
    do {
      try await source.backup(to: copy)
    } catch {
      await source.close()
      throw error
    }
    await source.close()
    let found = try await examineSQLite(copy)
    guard !found.census.tables.isEmpty else { throw Self.nothing(to: "\(url)") }
    return try self.copy(in: copy, found)
  }

  /// What a file of this store holds. Afterwards it is one file again.
  func examineSQLite(_ path: String) async throws -> Examination {
    let database = try SQLiteDatabase(path: path, role: .tool)
    let found: Examination
    do {
      found = try examine(database)
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
    return found
  }

  /// Counts what a database holds that nobody writes to, and verifies its books.
  func examine(_ database: any Database) throws -> Examination {
    let connection = try database.connect()
    defer { connection.close() }
    return try examine(
      try Census.take(connection), isReadable: areBooksReadable(in: database),
      on: connection)
  }

  /// Whether the platform's tables, which the books are in, are as this release knows them; those
  /// of the contexts may be ahead or behind.
  private func areBooksReadable(in database: any Database) throws -> Bool {
    let platform = PlatformSQL.migrations.name
    return try database.schemaState(of: streams).migrations.allSatisfy { $0.stream != platform }
  }

  /// Verifies the books that a connection sees.
  private func examine(
    _ census: Census, isReadable: Bool, on connection: any SQLConnection
  ) throws -> Examination {
    guard isReadable else { return Examination(census: census, books: .unverified, findings: []) }
    let ledger = try LedgerVerification.run(
      on: connection, units: units, overdrafts: overdrafts
    ).findings
    try connection.executeScript("BEGIN")
    let findings = try ledger + AuditTrail.verify(in: connection)
    try connection.executeScript("ROLLBACK")
    return Examination(
      census: census, books: findings.isEmpty ? .verified : .damaged, findings: findings)
  }

  /// Dumps the schema that the connection works in, and counts and verifies in the very snapshot
  /// of the dump.
  func dumpPostgres(_ uri: String, to file: String) async throws -> Copy {
    let tool = try PostgresTool(uri: uri, environment: environment)
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
    let reader = SnapshotConnection(try database.connect(), snapshot: place.snapshot)
    defer { reader.close() }
    let found = try examine(
      census, isReadable: areBooksReadable(in: database), on: reader)
    try connection.executeScript("COMMIT")
    await database.close()
    try BackupFile.sync(file)
    try verify(dump: file, of: schema, holds: census, tool)
    return try copy(in: file, schema: schema, found)
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
