public import EventLoop
public import Migrations
import PlatformSQL
public import Storage
import StoragePostgres
public import StorageSQLite

/// The databases of a program: contexts with the same address share one.
public struct Stores: Sendable {
  /// Which side of a database a program is on.
  public enum AccessMode: Sendable {
    /// The server: at most one on a SQLite file.
    case server
    /// A tool beside a server that may be running.
    case tool
  }

  /// One database with the migrations of the contexts that keep their data in it.
  public struct Store: Sendable {
    /// Where it is.
    public let url: DatabaseURL
    /// The database.
    public let database: any Database
    /// The contexts' names.
    public let contexts: [String]
    /// The contexts' names as metrics tell databases apart by: `auth-ajo`. The platform, which is
    /// in one of them, is named where it has a database to itself.
    var label: String {
      let named = contexts.filter { $0 != PlatformSQL.migrations.name }
      return (named.isEmpty ? contexts : named).joined(separator: "-")
    }

    /// The platform's migrations and those of the contexts.
    public let streams: [MigrationStream]
    /// What was there when the schema was checked.
    let witness = SchemaWitness()
  }

  /// Where a context's data is to be found.
  public struct Address {
    /// The context.
    public let name: String
    /// Its migrations.
    public let migrations: MigrationStream
    /// Its database.
    public let url: DatabaseURL
    /// The replicas of that; the same for all contexts that share it.
    public let replicas: [DatabaseURL]

    /// Where a context's data is.
    public init(
      name: String, migrations: MigrationStream, url: DatabaseURL, replicas: [DatabaseURL] = []
    ) {
      self.name = name
      self.migrations = migrations
      self.url = url
      self.replicas = replicas
    }
  }

  /// How databases are used.
  public struct Options: Sendable, Hashable {
    /// How far behind a replica may be that answers.
    public var replicaMaxLag = PostgresOptions().replicaMaxLag
    /// How long somebody else's lock is waited for.
    public var lockTimeout = PostgresOptions.usualLockTimeout
    /// How long the server may answer nobody before who waits for it is told.
    public var answerTimeout = PostgresOptions.usualAnswerLimit
    /// How many connections each event loop keeps for single statements, which are pipelined.
    public var connectionsPerLoop = PostgresOptions().connectionsPerLoop
    /// How many connections there are for transactions, each of which has one to itself.
    public var transactionConnections = PostgresOptions().transactionConnections

    /// The memory in which the readers of a SQLite file keep its pages, in bytes.
    public var pageCache = SQLiteDatabase.Configuration().pageCache

    /// The usual ones.
    public init() {}
  }

  /// The databases, in the order of their first context.
  public private(set) var all: [Store] = []

  /// Opens a database for each address.
  /// - Parameters:
  ///   - addresses: the contexts, each with where its data is.
  ///   - options: how they are used, but for replicas.
  /// - Throws: the store's error, in which the address stands without its password.
  public static func open(
    _ addresses: [Address], role: AccessMode, group: EventLoopGroup,
    options: Options = Options()
  ) async throws -> Stores {
    var stores = Stores()
    for address in addresses where !stores.all.contains(where: { $0.url == address.url }) {
      let members = addresses.filter { $0.url == address.url }
      stores.all.append(
        Store(
          url: address.url, database: try open(address, role, group, options),
          contexts: members.map(\.name),
          streams: [PlatformSQL.migrations]
            + members.map(\.migrations).filter { $0.name != PlatformSQL.migrations.name }))
    }
    return stores
  }

  private static func open(
    _ address: Address, _ role: AccessMode, _ group: EventLoopGroup, _ options: Options
  ) throws -> any Database {
    switch address.url {
    case .sqlite(let path):
      var sqlite = SQLiteDatabase.Configuration()
      sqlite.pageCache = options.pageCache
      return try SQLiteDatabase(
        path: path, role: role == .server ? .server : .tool, configuration: sqlite)
    case .postgres(let uri):
      var postgres = PostgresOptions()
      postgres.replicaMaxLag = options.replicaMaxLag
      postgres.lockTimeout = options.lockTimeout
      postgres.answerLimit = role == .server ? options.answerTimeout : nil
      postgres.connectionsPerLoop = options.connectionsPerLoop
      postgres.transactionConnections = options.transactionConnections
      // A tool runs once and shows what it has just changed: it reads from the primary.
      if role == .server {
        postgres.replicas = address.replicas.compactMap { url in
          if case .postgres(let uri) = url { uri } else { nil }
        }
      }
      return try PostgresDatabase(url: uri, group: group, options: postgres)
    }
  }

  /// How many transactions wait for a connection to a Postgres.
  public var waitingTransactions: Int {
    all.reduce(0) { $0 + (($1.database as? PostgresDatabase)?.waitingTransactions ?? 0) }
  }

  /// What is kept in memory of the pages of SQLite files; nil where there is none.
  public var pageCache: PageCacheFigures? {
    let files = all.compactMap { $0.database as? SQLiteDatabase }
    guard !files.isEmpty else { return nil }
    return files.reduce(into: PageCacheFigures()) { $0.add($1.pageCache) }
  }

  /// The store of a context.
  public func store(of context: String) -> Store? {
    all.first { $0.contexts.contains(context) }
  }

  /// Brings embedded databases up to date, and checks that the others are. A tool leaves a file as
  /// it is on which a server runs, which is of the release that the file is of.
  /// - Returns: a sentence for each database that a newer release has migrated. A server goes on
  ///   there, so that it can be started anew while it is being replaced.
  /// - Throws: `SchemaNotCurrent`, which says what mends it; `StorageUnavailable`.
  public func checkSchemas(as role: AccessMode) throws -> [String] {
    do {
      return try checkEach(as: role)
    } catch MigrationError.unreachable(let reason) {
      // Nothing is wrong with the schema: whoever asks again later may be answered.
      throw StorageUnavailable.unreachable(reason)
    } catch MigrationError.unsuitable(let reason) {
      throw UnsuitableDatabase(reason)
    }
  }

  private func checkEach(as role: AccessMode) throws -> [String] {
    var newer: [String] = []
    for store in all {
      var plan = try store.database.migrationPlan(of: store.streams)
      if case .behind = plan.state, let file = store.database as? SQLiteDatabase {
        if role == .tool, let server = file.servedBy {
          throw SchemaNotCurrent(
            description: "\(store.url) is served by an older release (\(server)); "
              + "start this release's server in its place, which migrates it")
        }
        try store.database.migrate(store.streams)
        plan = try store.database.migrationPlan(of: store.streams)
      }
      if role == .server { try store.noteColumns() }
      if plan.state.isCurrent { continue }
      let message = plan.state.message(database: "\(store.url)")
      guard role == .server, plan.isServable else { throw SchemaNotCurrent(description: message) }
      newer.append(message)
    }
    return newer
  }

  /// Gives up what is under way in every database, and whatever comes later.
  public func cut() {
    for store in all { store.database.cut() }
  }

  /// Closes every database.
  public func close() async {
    for store in all { await store.database.close() }
  }
}

extension Stores.Store {
  fileprivate func noteColumns() throws {
    let connection = try database.connect()
    defer { connection.close() }
    try witness.note(connection)
  }
}

/// A database is not as this release needs it.
public struct SchemaNotCurrent: Error, CustomStringConvertible {
  /// What is the matter, and the command that mends it.
  public let description: String
}
