/// How a Postgres database is used. The defaults suit a server on two to eight cores.
public struct PostgresOptions: Sendable, Hashable {
  /// Connections that each event loop keeps for single statements, 1 or more. They are opened when
  /// there is work for them, and statements are pipelined, so that few are enough.
  public var connectionsPerLoop = 2
  /// Connections, each with a thread, for transactions; 1 or more.
  public var transactionConnections = 8
  /// Transactions that may wait for one of those; beyond them `StorageUnavailable.overloaded`.
  public var queuedTransactions = 512
  /// Statements that may be under way on one of a loop's connections, or wait for it to be opened;
  /// beyond them `StorageUnavailable.overloaded`.
  public var queuedStatements = 1_024
  /// Connections that each event loop keeps for statements that take long, 1 or more: those that
  /// are declared so and those that turned out to be. Each runs one statement at a time.
  public var longConnectionsPerLoop = 2
  /// Declared statements that may wait on a loop for one of those; beyond them
  /// `StorageUnavailable.overloaded`.
  public var queuedLongStatements = 64
  /// After how long the server gives up a statement that takes long (`statement_timeout`), or nil
  /// for never.
  public var longStatementTimeout: Duration? = .seconds(60)
  /// How long a statement or transaction waits for a connection while the server cannot be reached,
  /// and a statement that takes long for one that is free.
  public var waitLimit: Duration = .seconds(3)
  /// After how long the server gives up a statement (`statement_timeout`), or nil for never. Not
  /// set on the connections that `connect()` gives.
  public var statementTimeout: Duration? = .seconds(30)
  /// For how long the server may say nothing while it owes an answer, before the connection is
  /// given up; nil for ever. It is to be longer than `statementTimeout`, after which a server that
  /// lives answers. Not so on the connections that `connect()` gives.
  public var silenceLimit: Duration? = .seconds(35)
  /// For how long the server may answer nobody, not even a question that takes no time, before who
  /// waits for it is told `StorageUnavailable` and who comes is turned away until it answers again;
  /// nil for ever. For commits it is twice as long. What is declared to take long goes on waiting.
  public var answerLimit: Duration? = usualAnswerLimit
  /// For how long a statement or transaction may wait for a lock that somebody else has
  /// (`lock_timeout`) before it is told `StorageUnavailable.locked`; nil for as long as it may take
  /// at all. After a moment of it, it waits apart, where it is in nobody's way.
  public var lockTimeout: Duration? = usualLockTimeout
  /// Connections, each with a thread, for transactions that wait for locks; 1 or more.
  public var lockWaitConnections = 4
  /// After how long the server ends a session that sits in an open transaction, or nil for never.
  /// Not set on the connections that `connect()` gives.
  public var idleInTransactionTimeout: Duration? = .seconds(30)
  /// Prepared statements that each connection keeps, the least recently used giving way; 0 prepares
  /// none and leaves the session's settings alone, as pgbouncer's transaction pooling needs.
  public var statementCache = 256
  /// URLs of streaming replicas, each of one server: reads that say that bounded staleness will do
  /// go to them while they are known to be recent enough.
  public var replicas: [String] = []
  /// How far behind a replica may be that answers such a read.
  public var replicaMaxLag: Duration = .seconds(1)
  /// The name shown in `pg_stat_activity`, unless the URL gives one.
  public var applicationName = "atrium"

  /// `lockTimeout` unless it is set.
  public static let usualLockTimeout: Duration = .seconds(5)

  /// `answerLimit` unless it is set.
  public static let usualAnswerLimit: Duration = .seconds(5)

  /// The defaults.
  public init() {}

  /// For how long one attempt of a statement waits for a lock: what stands behind it waits as well.
  var lockSlice: Duration? { lockTimeout.map { min($0, .milliseconds(100)) } }
  /// For how long one attempt of a transaction does. It takes a place of its own, and many that
  /// need one row wait for each other without being begun anew.
  var transactionLockSlice: Duration? { lockTimeout.map { min($0, .milliseconds(250)) } }
}
