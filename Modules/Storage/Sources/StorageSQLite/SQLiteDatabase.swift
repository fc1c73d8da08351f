public import Storage

/// A SQLite file, with one writer that commits in groups and readers beside it.
///
/// The file is in WAL mode and every commit is synced to disk before it is acknowledged. Foreign
/// keys are on, and triggers also fire for rows that `INSERT OR REPLACE` removes.
public final class SQLiteDatabase: Database {
  /// The process's use of the file.
  public enum Role: Sendable {
    /// Serves it. There is one server to a file: it holds `<path>.server.lock`.
    case server
    /// Reads or migrates it, with or without a server beside it.
    case tool
  }

  /// Bounds and sizes.
  public struct Configuration: Sendable {
    /// Connections that read, each on a thread of its own. At least 1.
    public var readers = 2
    /// Statements and transactions that may wait; beyond, callers get `overloaded`.
    public var queueLimit = 4_096
    /// The memory in which the connections that serve reads keep pages of the file, in bytes. Each
    /// may take an equal part, 2 MiB at least. What a small file does not need is not taken.
    public var pageCache = 256 << 20
    /// How long a statement waits for a lock that another process holds, in milliseconds.
    public var busyTimeoutMilliseconds = 2_000

    /// The usual bounds.
    public init() {}
  }

  private let core: SQLiteCore
  private let channels = Announcements()
  private let fullDisk = FullDisk()

  /// Bytes that the disk has to have left: a commit writes whole pages to the log.
  private static let leastRoom: UInt64 = 1 << 20

  /// Opens a file, and creates it, for its owner only, when it is not there.
  ///
  /// - Throws: `StorageUnavailable.unreachable` saying why: the path, a file that is no database,
  /// or another server.
  public init(
    path: String, role: Role = .tool, configuration: Configuration = Configuration()
  ) throws {
    core = try SQLiteCore(path: path, role: role, configuration: configuration)
  }

  deinit {
    core.stop()
  }

  /// SQLite.
  public var dialect: Dialect { .sqlite }

  /// One: there is one writer.
  public var parallelTransactions: Int { 1 }

  /// The path of the file, without symbolic links.
  public var path: String { core.path }

  /// How much of the file is in memory, and how often what was wanted was there.
  public var pageCache: PageCacheFigures { core.pageCache }

  /// Who serves the file now, as a message names them: `process 4711`. Nil if nobody does.
  public var servedBy: String? { ServerLock.holder(database: core.path) }

  /// Whether two paths lead to one file, which is there or would be made.
  public static func areOneFile(_ one: String, _ other: String) -> Bool {
    if let left = FileIdentity(one), let right = FileIdentity(other) { return left == right }
    return FilePath.canonical(one) == FilePath.canonical(other)
  }

  /// Checks that the path leads to the file that is open: it may have been removed or replaced.
  ///
  /// - Throws: `StorageUnavailable.unreachable` that says what to do.
  public func checkName() throws(StorageUnavailable) { try core.file.checkName() }

  /// Runs one statement: a SELECT on a reader, anything that writes through the writer.
  public func query(_ sql: SQL) async throws -> [Row] {
    try await query(sql, consistency: .current, expected: .short)
  }

  /// Runs one statement. What is `.long` does not begin where it is asked for, but on a reader's
  /// thread at once. There are no replicas.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    if sql.shape.kind == .write { return try await write { try $0.query(sql) } }
    switch try await core.read(sql, expected: expected) {
    case .rows(let rows): return rows
    case .writes: return try await write { try $0.query(sql) }
    }
  }

  /// Runs one statement through the writer.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int {
    try await write { try $0.execute(sql) }
  }

  /// Runs a transaction on the writer, in one commit with others that wait.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await write(body)
  }

  /// Announces on a channel, to this process alone: a file has one server.
  public func announce(_ channel: String) { channels.announce(channel) }

  /// What this process announces on a channel.
  public func announcements(on channel: String) -> AsyncStream<Void> {
    channels.stream(on: channel)
  }

  /// Opens a connection of one's own, which waits for its turn to write as another process would.
  public func connect() throws -> any SQLConnection {
    SQLiteConnection(try core.open(.tool))
  }

  /// Reads the schema's version, of the file that the path leads to, and looks how much room the
  /// disk has.
  ///
  /// - Throws: `StorageUnavailable`; `.diskFull` also for some seconds after a change was refused.
  public func check() async throws {
    try checkName()
    try core.file.checkKnownLog()
    try fullDisk.check()
    if let room = SQLiteFile.room(for: path), room < Self.leastRoom {
      throw StorageUnavailable.diskFull("\(room) bytes are left where \(path) is; free some")
    }
    _ = try await core.read("SELECT count(*) FROM sqlite_schema")
  }

  private func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    do {
      return try await core.write(body)
    } catch {
      throw fullDisk.noting(error)
    }
  }

  /// Finishes what waits, refuses what comes later, and closes the file.
  public func close() async {
    channels.close()
    await core.close()
  }

  /// Copies the database to a new file while it is being written to.
  ///
  /// The copy holds what was committed at one moment, is one file without a WAL beside it, has
  /// passed SQLite's integrity check, and is on disk when the call returns.
  ///
  /// - Throws: `StorageUnavailable.unreachable` when there is a file already, or the copy failed.
  public func backup(to path: String) async throws {
    let core = core
    try await BlockingThread.run("sqlite-backup") {
      try SQLiteBackup.copy(try core.open(.reading), to: path)
    }
  }
}
