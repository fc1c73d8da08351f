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
  private let renewal: Renewal
  private let watches: ServerWatches?
  /// Where it is asked whether the server commits.
  private let committing: StatementPool
  private let fullDisk = FullDisk()
  let unconfirmed = UnconfirmedCommits()
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
    let renewal = Renewal()
    self.renewal = renewal
    let primary = parameters.ofPrimary
    let connector = Connector(
      parameters: primary, settings: settings,
      threads: BlockingPool(threads: 2, queueLimit: 1_024))
    self.group = group
    self.parameters = parameters
    self.options = options
    self.connector = connector
    let longConnector = Connector(
      parameters: primary, settings: .long(options), threads: connector.threads,
      isCut: connector.isCut)
    let listening = Self.patientPool(group, connector, options, renewal)
    let committing = Self.patientPool(group, connector, options, renewal)
    self.committing = committing
    let watches = options.answerLimit.map { limit in
      ServerWatches(
        answers: ServerWatch(listening, asking: "SELECT 1", again: connector, limit: limit),
        commits: ServerWatch(
          committing, asking: UnconfirmedCommits.probe, again: nil, limit: limit * 2),
        pace: ServerWatch.pace(of: limit))
    }
    self.watches = watches
    pools = group.loops.map {
      LoopConnections(
        loop: $0, connector: connector, longConnector: longConnector, options: options,
        renewal: renewal, watches: watches)
    }
    transactions = TransactionPool(primary, .transactions(options), options, renewal, watches)
    self.listening = Notifications(listening)
    announcer = Announcer(on: group.loops[0]) { [pool = pools[0]] in _ = try await pool.run($0) }
    replicas = try ReplicaSet(group: group, connector: connector, options: options)
  }

  /// One connection that waits for an answer as long as it takes, where it is watched.
  private static func patientPool(
    _ group: EventLoopGroup, _ connector: Connector, _ options: PostgresOptions, _ renewal: Renewal
  ) -> StatementPool {
    var options = options
    if options.answerLimit != nil { options.silenceLimit = nil }
    return StatementPool(
      loop: group.loops[0], connector: connector, limits: .pipelined(1, options), renewal: renewal)
  }

  /// Checks that libpq understands a URL. Nothing is connected.
  ///
  /// - Throws: `DatabaseURLError.malformed`.
  public static func check(url: String) throws(DatabaseURLError) {
    _ = try ConnectionParameters(uri: url, applicationName: "")
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
    return try await run(sql, on: group.next().index).rows
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
    return try await run(sql, expected: expected, on: index).rows
  }

  private func run(
    _ sql: SQL, expected: ExpectedDuration = .short, on loop: Int
  ) async throws -> ResultRows {
    try watches?.check(commits: !ReadOnlyText.accepts(sql.shape.text(for: .postgres)))
    do {
      return try await pools[loop].run(sql, expected: expected)
    } catch {
      unconfirmed.note(error)
      throw fullDisk.noting(error)
    }
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
    return try await run(sql, expected: expected, on: group.next().index).affectedRows
  }

  /// Runs a transaction, READ COMMITTED, on a thread apart.
  ///
  /// It is begun anew, at most five times, after a serialization failure or a deadlock, once when
  /// its connection turned out to be dead at its first statement, and while it waits for a lock.
  ///
  /// - Throws: What `body` throws, `StorageError`, `StorageUnavailable`: `.outcomeUnknown` when the
  ///   connection was lost after COMMIT was sent, `.overloaded` when too many wait already.
  public func transaction<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try await transaction(waiting: .usual, body)
  }

  /// As `transaction(_:)`, and says how it waits for locks. After a moment it waits apart, with a
  /// new attempt every now and then, for `lockTimeout` in all.
  ///
  /// - Throws: As `transaction(_:)` does; `StorageUnavailable.locked` when it has waited for too
  ///   long.
  public func transaction<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try Task.checkCancellation()
    let value: Value
    do {
      value = try await transactions.run(waiting: waiting, body)
    } catch {
      unconfirmed.note(error)
      let error = fullDisk.noting(error)
      // A refusal, or an answer that was kept, is of what the body has read.
      if !(error is StorageError), !(error is StorageUnavailable) { try await confirmCommits() }
      throw error
    }
    // It may have found what nobody was told of, and only read.
    try await confirmCommits()
    return value
  }

  /// Commits something that changes nothing, and waits for the standby's word on it, if a commit of
  /// this process is of unknown outcome.
  ///
  /// - Throws: `StorageUnavailable.notReplicated` where the word does not come; `.unconfirmed`
  ///   where the commit fails.
  public func confirmCommits() async throws {
    guard let number = unconfirmed.owed else { return }
    do {
      try await transactions.run(waiting: .usual) { _ = try $0.query(UnconfirmedCommits.probe) }
    } catch StorageUnavailable.notReplicated {
      throw StorageUnavailable.notReplicated
    } catch {
      throw StorageUnavailable.unconfirmed("\(error)")
    }
    unconfirmed.confirm(number)
  }

  /// How often a statement or transaction was told that a lock was not to be had in time.
  public var lockTimeouts: Int64 {
    pools.reduce(transactions.lockTimeouts) { $0 + $1.lockTimeouts }
  }

  /// Opens a connection of one's own, without time limits. Blocks.
  ///
  /// - Throws: `StorageUnavailable.unreachable`, which says why; also when a pooler hands sessions
  ///   on between transactions. `UnsuitableDatabase` when the database cannot hold all text.
  public func connect() throws -> any SQLConnection {
    let link = try ServerLink(parameters, .tools)
    if let encoding = link.encoding, encoding != "UTF8" {
      throw UnsuitableDatabase(
        "the database's encoding is \(encoding), which cannot hold all text: make one with "
          + "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
    }
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

  /// Asks the server for a sign of life, and whether it takes changes.
  ///
  /// - Throws: `StorageUnavailable` when there is none within `waitLimit`, when it only reads, or
  ///   when it has lately refused a change because its disk is full.
  public func check() async throws {
    try fullDisk.check()
    try watches?.check(commits: true)
    let onlyReads = try await first("SELECT current_setting('transaction_read_only')::boolean") {
      try $0.get(0, as: Bool.self)
    }
    guard onlyReads != true else {
      // Elsewhere there may be one that writes.
      renewal.request()
      throw StorageUnavailable.readOnly(
        "default_transaction_read_only is on, or it is a standby: the URL has to lead to the "
          + "primary")
    }
  }

  /// Gives up whatever is under way or waits, and what comes later. A connection that is being
  /// opened is given up when its `connect_timeout` is over.
  public func cut() {
    connector.isCut.value.store(true, ordering: .relaxed)
    watches?.end()
    committing.cut(forGood: true)
    transactions.cut()
    for pool in pools { pool.cut(forGood: true) }
    listening.cut()
    replicas?.cut()
  }

  /// Finishes what is under way, refuses what comes later, and closes all connections but those
  /// that `connect()` gave.
  public func close() async {
    watches?.end()
    committing.cut(forGood: true)
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
