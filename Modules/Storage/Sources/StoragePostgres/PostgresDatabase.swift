public import EventLoop
public import Storage
internal import Synchronization

/// A Postgres database, 14 or later, reached by libpq from the event loops.
///
/// Single statements go out on the connections of the caller's own loop, in binary, prepared once a
/// connection and pipelined: what the tasks of a loop ask in one turn leaves together. Transactions
/// run on threads and connections apart. Whatever is opened is opened when it is first needed, and
/// opened again when it was lost; meanwhile callers wait, but no longer than `waitLimit`.
///
/// A statement whose connection was lost is sent again if it only reads, or if the server said that
/// it had not been done; otherwise the caller is told `StorageUnavailable.outcomeUnknown`.
///
/// A pooler before it must keep sessions with their connections, as pgbouncer does in session mode;
/// `connect()` finds out, which a server does at its start. Transaction pooling works with
/// `statementCache = 0`, which gives up prepared statements, time limits and notifications.
public final class PostgresDatabase: Database {
  private let group: EventLoopGroup
  private let parameters: ConnectionParameters
  private let options: PostgresOptions
  private let pools: [LoopConnections]
  private let transactions: TransactionPool
  private let connector: Connector
  private let listening: Notifications
  private let announcer: Announcer
  private let replicas: ReplicaSet?
  /// Whether it was shown that a pooler keeps sessions with their connections.
  private let keepsSessions = Atomic<Bool>(false)

  /// A database by its URL, in libpq's form (`postgresql://user:password@host:5432/name?…`).
  /// Nothing is connected yet.
  ///
  /// - Throws: `DatabaseURLError.malformed` when libpq does not understand the URL.
  public init(
    url: String, group: EventLoopGroup, options: PostgresOptions = PostgresOptions()
  ) throws(DatabaseURLError) {
    let parameters = try ConnectionParameters(
      uri: url, applicationName: options.applicationName)
    let settings = SessionSettings.serving(options)
    let connector = Connector(
      parameters: parameters, settings: settings,
      threads: BlockingPool(threads: 2, queueLimit: 1_024))
    self.group = group
    self.parameters = parameters
    self.options = options
    self.connector = connector
    let longConnector = Connector(
      parameters: parameters, settings: .long(options), threads: connector.threads)
    pools = group.loops.map {
      LoopConnections(
        loop: $0, connector: connector, longConnector: longConnector, options: options)
    }
    transactions = TransactionPool(parameters, settings, options)
    listening = Notifications(
      StatementPool(
        loop: group.loops[0], connector: connector, limits: .pipelined(1, options)))
    announcer = Announcer(on: group.loops[0]) { [pool = pools[0]] in _ = try await pool.run($0) }
    replicas = try ReplicaSet(group: group, connector: connector, options: options)
  }

  /// As the other initialiser, with the sizes that are most often set.
  ///
  /// - Throws: `DatabaseURLError.malformed` when libpq does not understand the URL.
  public convenience init(
    url: String, group: EventLoopGroup, connectionsPerLoop: Int, transactionConnections: Int
  ) throws(DatabaseURLError) {
    var options = PostgresOptions()
    options.connectionsPerLoop = connectionsPerLoop
    options.transactionConnections = transactionConnections
    try self.init(url: url, group: group, options: options)
  }

  /// Postgres.
  public var dialect: Dialect { .postgres }

  /// As many as there are connections for them.
  public var parallelTransactions: Int { options.transactionConnections }

  /// How many transactions wait for one of those.
  public var waitingTransactions: Int { transactions.waiting }

  /// Runs one statement by itself. From a task on a loop of the group it does not leave the loop.
  ///
  /// - Throws: `StorageError`, `StorageUnavailable`, or `CancellationError` when the task was
  ///   cancelled before its turn.
  public func query(_ sql: SQL) async throws -> [Row] {
    try Task.checkCancellation()
    return try await pools[group.next().index].run(sql).rows
  }

  /// Runs one statement. What is `.boundedStaleness` only reads, and goes to a replica that is
  /// known to have replayed all that was committed longer ago than `replicaMaxLag`; when there is
  /// none, or it fails, to the primary. What is `.long` runs on connections apart.
  ///
  /// - Throws: As `query(_:)` does; `StorageUnavailable.overloaded` when more that are `.long`
  ///   wait than `queuedLongStatements`, or one has waited for `waitLimit`.
  public func query(
    _ sql: SQL, consistency: ReadConsistency, expected: ExpectedDuration
  ) async throws -> [Row] {
    try Task.checkCancellation()
    let index = group.next().index
    if consistency == .boundedStaleness, let replicas,
      let answer = await replicas.query(sql, expected: expected, on: index)
    {
      return answer.rows
    }
    return try await pools[index].run(sql, expected: expected).rows
  }

  /// How each replica stands, in the order of `PostgresOptions.replicas`.
  public var replicaStatuses: [ReplicaStatus] { replicas?.statuses ?? [] }

  /// How the connections of each loop do.
  public var pipelineStatuses: [PipelineStatus] { pools.map(\.status) }

  /// Runs one statement by itself; when the call returns, the server has committed it.
  ///
  /// - Throws: As `query` does.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int {
    try await execute(sql, expected: .short)
  }

  /// As `execute(_:)`; what is `.long` runs on connections apart.
  ///
  /// - Throws: As `query` does.
  @discardableResult
  public func execute(_ sql: SQL, expected: ExpectedDuration) async throws -> Int {
    try Task.checkCancellation()
    return try await pools[group.next().index].run(sql, expected: expected).affectedRows
  }

  /// Runs a transaction at the server's default isolation (READ COMMITTED unless it is configured
  /// otherwise), on a thread apart.
  ///
  /// It is begun anew, at most five times, after a serialization failure or a deadlock, and once
  /// when its connection turned out to be dead at its first statement.
  ///
  /// - Throws: What `body` throws, `StorageError`, `StorageUnavailable`: `.outcomeUnknown` when the
  ///   connection was lost after COMMIT was sent, `.overloaded` when too many wait already.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    return try await transactions.run(body)
  }

  /// Opens a connection of one's own, without time limits. Blocks.
  ///
  /// - Throws: `StorageUnavailable.unreachable`, which says why; also when a pooler hands sessions
  ///   on between transactions.
  public func connect() throws -> any SQLConnection {
    let link = try ServerLink(parameters, .tools)
    if link.isPooled, options.statementCache > 0, !keepsSessions.load(ordering: .relaxed) {
      try SessionProof.run(on: link, from: try ServerLink(parameters, .tools))
      keepsSessions.store(true, ordering: .relaxed)
    }
    return BlockingConnection(link, statementCache: options.statementCache)
  }

  /// The payloads of the notifications on a channel, whoever in whatever process sent them.
  ///
  /// An empty text is given first, once listening has begun, and again after the connection was
  /// lost and made anew: what was sent before it has been missed. A listener who leaves more than
  /// 1,024 unread loses the oldest. Ends when the database is closed.
  public func notifications(channel: String) -> AsyncStream<String> {
    listening.stream(channel)
  }

  /// Announces on a channel by a notification.
  public func announce(_ channel: String) { announcer.announce(channel) }

  /// What is announced on a channel; also each time that listening began, as what came before it
  /// was missed.
  public func announcements(on channel: String) -> AsyncStream<Void> {
    let heard = notifications(channel: channel)
    return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let task = Task {
        for await _ in heard { continuation.yield() }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }

  /// Asks the server for a sign of life.
  ///
  /// - Throws: `StorageUnavailable` when there is none within `waitLimit`.
  public func check() async throws {
    _ = try await query("SELECT 1")
  }

  /// Finishes what is under way, refuses what comes later, and closes all connections but those
  /// that `connect()` gave.
  public func close() async {
    await replicas?.close()
    await listening.close()
    for pool in pools { await pool.close() }
    await withUnsafeContinuation { continuation in
      // Joining threads blocks, which a loop must not.
      Task.detached { [transactions, connector, replicas] in
        transactions.close()
        connector.threads.shutdown()
        replicas?.shutdown()
        continuation.resume()
      }
    }
  }
}
