internal import EventLoop
internal import Storage
internal import Synchronization

/// Runs transactions, each on a thread with a connection of its own. There are as many connections
/// as threads, so that who has a thread has a connection.
final class TransactionPool: Sendable {
  private let parameters: ConnectionParameters
  private let settings: SessionSettings
  private let options: PostgresOptions
  private let threads: BlockingPool
  /// Connections that nobody uses; the last one used comes first.
  private let idle = Mutex<[BlockingConnection]>([])
  private let isClosed = Atomic<Bool>(false)

  /// A transaction is begun anew so many times at most.
  private static let repeatLimit = 5

  init(
    _ parameters: ConnectionParameters, _ settings: SessionSettings, _ options: PostgresOptions
  ) {
    self.parameters = parameters
    self.settings = settings
    self.options = options
    threads = BlockingPool(
      threads: options.transactionConnections, queueLimit: options.queuedTransactions)
  }

  func run<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    do {
      return try await threads.run { [self] in try perform(body) }
    } catch is PoolOverloaded {
      throw isClosed.load(ordering: .relaxed)
        ? StorageUnavailable.unreachable("it is closed") : StorageUnavailable.overloaded
    }
  }

  /// How many transactions wait for a connection.
  var waiting: Int { threads.waiting }

  /// Lets the transactions under way finish. Blocks.
  func close() {
    isClosed.store(true, ordering: .relaxed)
    threads.shutdown()
    idle.withLock { $0 = [] }
  }

  private func perform<Value>(_ body: (any SQLExecutor) throws -> Value) throws -> Value {
    var backoff = Backoff.conflict
    var repeats = 0
    var mends = 0
    var losses = 0
    while true {
      let connection = try borrow()
      let scope = TransactionScope(connection)
      defer { giveBack(connection) }
      do {
        let value = try body(scope)
        try scope.commit()
        return value
      } catch {
        scope.rollBack()
        if scope.isConflict, repeats < Self.repeatLimit {
          repeats += 1
          sleep(nanoseconds: backoff.next())
        } else if scope.isMended, mends < PendingStatement.repeatLimit {
          mends += 1
        } else if scope.wasLostAtOnce, losses == 0 {
          // The server was restarted while the connections lay idle: none of them is any good.
          losses += 1
          idle.withLock { $0 = [] }
        } else {
          throw error
        }
      }
    }
  }

  private func giveBack(_ connection: BlockingConnection) {
    guard connection.isReusable else { return connection.close() }
    idle.withLock { $0.append(connection) }
  }

  private func borrow() throws -> BlockingConnection {
    while let connection = idle.withLock({ $0.popLast() }) {
      if !connection.isStale { return connection }
      connection.close()
    }
    var backoff = Backoff.reconnect
    let deadline = monotonicNanoseconds() + options.waitLimit.nanoseconds
    while true {
      do {
        return BlockingConnection(
          try ServerLink(parameters, settings), statementCache: options.statementCache,
          silenceLimit: options.silenceLimit)
      } catch {
        let wait = backoff.next()
        guard monotonicNanoseconds() + wait < deadline else { throw error }
        sleep(nanoseconds: wait)
      }
    }
  }
}
