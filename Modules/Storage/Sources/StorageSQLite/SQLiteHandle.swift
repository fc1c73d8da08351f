import CSQLite
import Glibc
import Storage

/// An open connection to a file, with its prepared statements. Used by one thread at a time.
final class SQLiteHandle {
  /// The use of the connection.
  enum Purpose {
    /// The writer: transactions are begun and ended by it alone, never by a statement it is given.
    case writing
    case reading
    /// A connection of someone's own, who begins and ends transactions as they like.
    case tool
  }

  private let database: OpaquePointer
  private var statements: [SQLShape: SQLiteStatement] = [:]
  private var uses = 0
  /// Read by the authorizer, through its address: whether BEGIN, COMMIT and ROLLBACK may be
  /// prepared.
  private let allowsControl: UnsafeMutablePointer<Bool>
  /// Written by SQLite's hook after each commit, through its address.
  private let logPages: UnsafeMutablePointer<Int32>

  /// Statements kept prepared. A context has a few dozen.
  private static let cacheLimit = 256

  init(path: String, purpose: Purpose, busyTimeoutMilliseconds: Int) throws {
    guard Self.settings == SQLITE_OK else { throw StorageUnavailable.overloaded }
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    // Only the writer's commits are many and large enough to gather their writes.
    let layer = purpose == .writing ? csqlite_log_vfs_name : nil
    let code = sqlite3_open_v2(path, &opened, flags, layer)
    guard code == SQLITE_OK, let opened else {
      let error = SQLiteFailure.error(code, on: opened, in: "")
      sqlite3_close_v2(opened)
      throw Self.naming(path, error)
    }
    database = opened
    allowsControl = .allocate(capacity: 1)
    allowsControl.initialize(to: true)
    logPages = .allocate(capacity: 1)
    logPages.initialize(to: 0)
    do {
      wait(upToMilliseconds: busyTimeoutMilliseconds)
      try switchToLog(patience: busyTimeoutMilliseconds)
      try configure(purpose)
    } catch {
      throw Self.naming(path, error)
    }
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(database)
    allowsControl.deallocate()
    logPages.deallocate()
  }

  /// What holds for all connections of the process, set before the first one is opened: SQLite's
  /// code for it, which is an error only when there is no memory.
  private static let settings: Int32 = {
    csqlite_count_no_memory()
    return csqlite_register_log()
  }()

  /// Puts the file into WAL mode. Where others open a new file at the same moment SQLite answers
  /// that it is busy, at once and whatever the timeout: it does not wait for a lock that this
  /// change needs.
  private func switchToLog(patience milliseconds: Int) throws {
    let pause = 5
    for _ in 0..<milliseconds / pause {
      do {
        return try executeScript("PRAGMA journal_mode = WAL")
      } catch StorageUnavailable.busy {
        usleep(UInt32(pause) * 1_000)
      }
    }
    try executeScript("PRAGMA journal_mode = WAL")
  }

  private func configure(_ purpose: Purpose) throws {
    let code = csqlite_register_arrays(database)
    guard code == SQLITE_OK else { throw SQLiteFailure.error(code, on: database, in: "unnest") }
    // A schema from elsewhere must not call functions, and "x" is a name, never a string.
    for (option, value) in [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
    ] as [(Int32, Int32)] {
      csqlite_set(database, option, value)
    }
    try executeScript(
      """
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA recursive_triggers = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA journal_size_limit = 67108864;
      """)
    // Not every file system can do it, and SQLite does not call that an error.
    guard try query("PRAGMA journal_mode").first?.get(0, as: String.self) == "wal" else {
      throw StorageUnavailable.unreachable("the file system does not allow SQLite's WAL mode")
    }
    switch purpose {
    case .writing:
      refuseControl()
      watchLog()
    case .reading: try executeScript("PRAGMA query_only = ON")
    case .tool: break
    }
  }

  /// Notes how long the log is, and leaves folding it to whoever asks for it: this takes the place
  /// of SQLite's own hook, which does it within commits.
  private func watchLog() {
    let note:
      @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32
      ) -> Int32 = { pages, _, _, count in
        pages?.storeBytes(of: count, as: Int32.self)
        return SQLITE_OK
      }
    sqlite3_wal_hook(database, note, logPages)
  }

  /// A statement that ended the transaction would end that of its neighbours too.
  private func refuseControl() {
    allowsControl.pointee = false
    let authorizer:
      @convention(c) (
        UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
        UnsafePointer<CChar>?, UnsafePointer<CChar>?
      ) -> Int32 = { allows, action, _, _, _, _ in
        guard action == SQLITE_TRANSACTION, let allows else { return SQLITE_OK }
        return allows.load(as: Bool.self) ? SQLITE_OK : SQLITE_DENY
      }
    sqlite3_set_authorizer(database, authorizer, allowsControl)
  }

  private static func naming(_ path: String, _ error: any Error) -> any Error {
    switch error {
    case StorageUnavailable.unreachable(let reason):
      return StorageUnavailable.unreachable("\(path): \(reason)")
    case StorageUnavailable.failing(let reason):
      return StorageUnavailable.failing("\(path): \(reason)")
    case StorageUnavailable.readOnly(let reason):
      return StorageUnavailable.readOnly("\(path): \(reason)")
    case StorageUnavailable.diskFull(let reason):
      return StorageUnavailable.diskFull("\(path): \(reason)")
    default: return error
    }
  }
}

// Statements.
extension SQLiteHandle {
  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(database) == 0 }

  /// Whether rows point to rows that are not there, which a COMMIT would refuse.
  var hasOpenForeignKeys: Bool { status(SQLITE_DBSTATUS_DEFERRED_FKS) != 0 }

  /// One of SQLite's figures about the connection (`SQLITE_DBSTATUS_…`).
  func status(_ figure: Int32, andReset resets: Bool = false) -> Int {
    var current: Int32 = 0
    var highest: Int32 = 0
    sqlite3_db_status(database, figure, &current, &highest, resets ? 1 : 0)
    return Int(UInt32(bitPattern: current))
  }

  /// The extended code of the last call that failed.
  var lastCode: Int32 { sqlite3_extended_errcode(database) }

  /// Sets how long statements wait for a lock that another connection holds.
  func wait(upToMilliseconds milliseconds: Int) {
    sqlite3_busy_timeout(database, Int32(milliseconds))
  }

  /// Has SQLite ask, every so many steps, whether a statement may go on; 0 says it may.
  func onProgress(
    every steps: Int32, _ mayGoOn: @convention(c) (UnsafeMutableRawPointer?) -> Int32,
    _ context: UnsafeMutableRawPointer
  ) {
    sqlite3_progress_handler(database, steps, mayGoOn, context)
  }

  /// How many pages the log has had since the last commit on this connection, if it writes.
  var pagesInLog: Int { Int(logPages.pointee) }

  /// Folds as much of the log into the database as nobody is reading or writing. What this cannot
  /// do now, another attempt will.
  func checkpoint() {
    sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
  }

  /// The prepared statement of a shape.
  func prepared(_ shape: SQLShape) throws -> SQLiteStatement {
    uses += 1
    if let statement = statements[shape] {
      statement.lastUse = uses
      return statement
    }
    if statements.count >= Self.cacheLimit { forgetOldest() }
    let statement = try SQLiteStatement(shape, on: database)
    statement.lastUse = uses
    statements[shape] = statement
    return statement
  }

  /// Halves the cache at once, so that this costs little even when every statement is new.
  private func forgetOldest() {
    let byUse = statements.sorted { $0.value.lastUse < $1.value.lastUse }
    for (shape, _) in byUse.prefix(Self.cacheLimit / 2) { statements[shape] = nil }
  }

  func query(_ sql: SQL) throws -> [Row] {
    try prepared(sql.shape).query(sql.bindings)
  }

  @discardableResult
  func execute(_ sql: SQL) throws -> Int {
    try prepared(sql.shape).execute(sql.bindings)
  }

  /// Runs BEGIN, COMMIT or ROLLBACK on the writer.
  func control(_ sql: SQL) throws {
    let before = allowsControl.pointee
    allowsControl.pointee = true
    defer { allowsControl.pointee = before }
    try execute(sql)
  }

  /// Rolls back what is open, if anything is. It cannot fail in a way that leaves it open.
  func rollBack() {
    if isInTransaction { try? control("ROLLBACK") }
  }

  /// Runs statements one after the other, as they stand in a file.
  func executeScript(_ text: String) throws {
    var text = text
    try text.withUTF8 { all in
      var rest = all[...]
      while !rest.isEmpty {
        let next = try SQLiteStatement.prepare(
          UnsafeBufferPointer(rebasing: rest), on: database, isPersistent: false)
        let statement = rest.prefix(next.used)
        rest = rest.dropFirst(next.used)
        defer { sqlite3_finalize(next.handle) }
        var code = next.handle == nil ? SQLITE_DONE : SQLITE_ROW
        while code == SQLITE_ROW { code = sqlite3_step(next.handle) }
        guard code == SQLITE_DONE else {
          throw SQLiteFailure.error(
            code, on: database, in: String(decoding: statement.prefix(2_000), as: UTF8.self))
        }
        if next.used == 0 { break }
      }
    }
  }

  /// Copies the database as it is at this moment into another open connection.
  func copy(to destination: SQLiteHandle) throws {
    guard let backup = sqlite3_backup_init(destination.database, "main", database, "main") else {
      throw SQLiteFailure.error(
        sqlite3_errcode(destination.database), on: destination.database, in: "backup")
    }
    let code = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else {
      throw SQLiteFailure.error(code, on: destination.database, in: "backup")
    }
  }
}
