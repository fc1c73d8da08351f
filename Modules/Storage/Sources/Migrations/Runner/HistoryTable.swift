import Kernel
import Storage

extension MigrationSession {
  /// Creates the history table where there is none.
  func createHistory() throws {
    let instant: SQL = dialect == .postgres ? "timestamptz" : "INTEGER"
    let number: SQL = dialect == .postgres ? "bigint" : "INTEGER"
    let options: SQL = dialect == .postgres ? "" : "STRICT, WITHOUT ROWID"
    let columns: SQL = """
      stream text NOT NULL,
      version \(number) NOT NULL CHECK (version > 0),
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at \(instant) NOT NULL,
      duration_ms \(number) NOT NULL CHECK (duration_ms >= 0),
      atrium_version text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('applied', 'baseline', 'applying', 'reverting')),
      PRIMARY KEY (stream, version)
      """
    guard try !connection.query(HistoryReading.exists(dialect)).isEmpty else {
      try connection.execute("CREATE TABLE \(table) (\(columns)) \(options)")
      return
    }
  }

  /// The rows of the history; none where there is no table yet.
  func history() throws -> [HistoryEntry] {
    guard try !connection.query(HistoryReading.exists(dialect)).isEmpty else { return [] }
    return try connection.all(HistoryReading.rows(of: table), HistoryEntry.init(row:))
  }

  /// A row for a migration that began at `start` and ends now.
  func entry(
    for migration: Migration, since start: Instant, kind: HistoryEntry.Kind
  ) -> HistoryEntry {
    HistoryEntry(
      id: migration.id, checksum: migration.checksum(for: dialect), appliedAt: start,
      durationMilliseconds: max(0, clock.now().milliseconds - start.milliseconds),
      release: settings.release
        + (migration.breaksReleaseBefore(on: dialect) ? HistoryEntry.breakingMark : ""),
      kind: kind)
  }

  func insert(_ entry: HistoryEntry) throws {
    try connection.execute(
      """
      INSERT INTO \(table)
        (stream, version, name, checksum, applied_at, duration_ms, atrium_version, kind)
      VALUES (\(entry.id.stream), \(entry.id.version), \(entry.id.name), \(entry.checksum),
        \(entry.appliedAt), \(entry.durationMilliseconds), \(entry.release),
        \(entry.kind.rawValue))
      """)
  }

  func delete(_ id: MigrationID) throws {
    try connection.execute(
      "DELETE FROM \(table) WHERE stream = \(id.stream) AND version = \(id.version)")
  }

  func update(_ id: MigrationID, kind: HistoryEntry.Kind) throws {
    try connection.execute(
      """
      UPDATE \(table) SET kind = \(kind.rawValue)
      WHERE stream = \(id.stream) AND version = \(id.version)
      """)
  }

  func update(_ id: MigrationID, checksum: String) throws {
    try connection.execute(
      """
      UPDATE \(table) SET checksum = \(checksum)
      WHERE stream = \(id.stream) AND version = \(id.version)
      """)
  }

  /// Records the end of a migration whose beginning is in the history.
  func finish(_ entry: HistoryEntry) throws {
    try connection.execute(
      """
      UPDATE \(table)
      SET kind = \(entry.kind.rawValue), duration_ms = \(entry.durationMilliseconds)
      WHERE stream = \(entry.id.stream) AND version = \(entry.id.version)
      """)
  }
}

/// The statements that read the history, shared by runners and servers.
enum HistoryReading {
  /// A row when there is a history table, none otherwise.
  static func exists(_ dialect: Dialect) -> SQL {
    switch dialect {
    case .postgres:
      """
      SELECT 1::bigint FROM pg_tables
      WHERE schemaname = current_schema() AND tablename = 'atrium_migrations'
      """
    case .sqlite:
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'atrium_migrations'"
    }
  }

  static func rows(of table: SQL) -> SQL {
    """
    SELECT stream, version, name, checksum, applied_at, duration_ms, atrium_version, kind
    FROM \(table)
    ORDER BY stream, version
    """
  }
}

extension HistoryEntry {
  init(row: Row) throws {
    let kind = try row.get("kind", as: String.self)
    self.init(
      id: MigrationID(
        stream: try row.get("stream"), version: try row.get("version"),
        name: try row.get("name")),
      checksum: try row.get("checksum"),
      appliedAt: try row.get("applied_at"),
      durationMilliseconds: try row.get("duration_ms"),
      release: try row.get("atrium_version"),
      // A kind that a later release invented is at least not a finished one.
      kind: Kind(rawValue: kind) ?? .applying)
  }
}
