import Crypto
import Kernel
import Storage

/// Keeps two runners from one database.
struct MigrationLock {
  private let letGo: () -> Void

  fileprivate init(release: @escaping () -> Void) { letGo = release }

  /// Lets the next runner in. When the process dies, the system does it.
  func release() { letGo() }
}

extension MigrationSession {
  /// Takes the lock of this database, waiting at most as long as the settings say.
  ///
  /// - Throws: `MigrationError.lockBusy`.
  func takeLock() throws -> MigrationLock {
    switch dialect {
    case .postgres: try takeAdvisoryLock()
    case .sqlite: try settings.holdsLock ? MigrationLock {} : takeFileLock()
    }
  }

  /// Asks again and again rather than once with patience: a session that sleeps in
  /// `pg_advisory_lock` holds a snapshot that `CREATE INDEX CONCURRENTLY` waits for, and the two
  /// would wait for each other.
  private func takeAdvisoryLock() throws -> MigrationLock {
    // One lock a schema, so that schemas of one database do not wait for each other.
    let digest = SHA256.hash(Array(table.rendered(for: .postgres).text.utf8))
    let key = digest.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
    try Patience(settings.lockWait, report).poll {
      try connection.first("SELECT pg_try_advisory_lock(\(key))") { try $0.get(0, as: Bool.self) }
        == true
    } holder: {
      try advisoryLockHolder(key)
    }
    return MigrationLock { [connection] in
      // Should this fail, the connection is gone and the lock with it.
      _ = try? connection.query("SELECT pg_advisory_unlock(\(key))")
    }
  }

  private func advisoryLockHolder(_ key: Int64) throws -> String {
    let row = try connection.first(
      """
      SELECT activity.pid::text AS pid, COALESCE(activity.client_addr::text, 'local') AS client,
        activity.backend_start AS since
      FROM pg_locks JOIN pg_stat_activity AS activity USING (pid)
      WHERE pg_locks.locktype = 'advisory' AND pg_locks.granted AND pg_locks.objsubid = 1
        AND (pg_locks.classid::bigint << 32) | pg_locks.objid::bigint = \(key)
      """)
    guard let row else { return "it has just finished" }
    let since = try row.get("since", as: Instant.self)
    return try "Postgres process \(row.get("pid", as: String.self)), "
      + "client \(row.get("client", as: String.self)), connected since \(since)"
  }

  private func takeFileLock() throws -> MigrationLock {
    let file = try connection.first("SELECT file FROM pragma_database_list WHERE name = 'main'") {
      try $0.get(0, as: String?.self)
    }
    // A database without a file belongs to this connection alone.
    guard let path = file ?? nil, !path.isEmpty else { return MigrationLock {} }
    let lock = try MigrationFileLock(database: path, waiting: settings.lockWait, report: report)
    return MigrationLock { lock.release() }
  }
}
