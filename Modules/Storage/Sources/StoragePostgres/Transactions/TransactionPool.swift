internal import EventLoop
internal import Storage
internal import Synchronization

/// Runs transactions, each on a thread with a connection of its own. There are as many connections
/// as threads, so that who has a thread has a connection.
///
/// A transaction that meets somebody else's lock keeps its place for a moment only. Then it waits
/// apart, on a few threads that are there for nothing else, by turns with others that wait: a lock
/// delays who needs it, and nobody else.
final class TransactionPool: Sendable {
  private let parameters: ConnectionParameters
  private let settings: SessionSettings
  private let options: PostgresOptions
  private let renewal: Renewal
  private let watches: ServerWatches?
  private let threads: BlockingPool
  /// Where transactions wait for locks.
  private let waiters: BlockingPool
  /// Connections that nobody uses; the last one used comes first.
  private let idle = Mutex<[BlockingConnection]>([])
  /// Connections in use, so that they can be cut.
  private let used = Mutex<[ObjectIdentifier: BlockingConnection]>([:])
  private let state = Atomic<State>(.open)
  private let lockWaits = Atomic<Int64>(0)

  private enum State: UInt8, AtomicRepresentable {
    case open, closed, cut
  }

  /// How long a transaction waits for a place, in nanoseconds.
  private static let queuePatience: Int64 = 10_000_000_000

  /// A transaction is begun anew so many times at most.
  private static let repeatLimit = 5

  init(
    _ parameters: ConnectionParameters, _ settings: SessionSettings, _ options: PostgresOptions,
    _ renewal: Renewal, _ watches: ServerWatches?
  ) {
    self.parameters = parameters
    self.settings = settings
    self.options = options
    self.renewal = renewal
    self.watches = watches
    threads = BlockingPool(
      threads: options.transactionConnections, queueLimit: options.queuedTransactions)
    waiters = BlockingPool(
      threads: max(1, options.lockWaitConnections), queueLimit: options.queuedTransactions)
    renewal.onRequest { [weak self] in self?.idle.withLock { $0 = [] } }
  }

  /// How often a transaction was told that a lock was not to be had in time.
  var lockTimeouts: Int64 { lockWaits.load(ordering: .relaxed) }

  func run<Value: Sendable>(
    waiting: LockWaiting, _ body: @escaping @Sendable (any SQLExecutor) throws -> Value
  ) async throws -> Value {
    try watches?.check(commits: true)
    do {
      if waiting == .apart { return try await runApart(body) }
      return try await run(on: threads) { [self] in try perform(body) }
    } catch let error as StorageUnavailable where error.isLocked && waiting == .usual {
      return try await runApart(body, after: error)
    }
  }

  private func run<Value: Sendable>(
    on threads: BlockingPool, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let latest = monotonicNanoseconds() + Self.queuePatience
    do {
      return try await threads.run {
        // While the server hangs, those before it have kept the places for long.
        guard monotonicNanoseconds() < latest else { throw StorageUnavailable.overloaded }
        return try body()
      }
    } catch is PoolOverloaded {
      throw state.load(ordering: .relaxed) == .open
        ? StorageUnavailable.overloaded : StorageUnavailable.unreachable("it is closed")
    }
  }

  /// Waits for a lock, as long as a transaction may: again and again for a moment, so that others
  /// who wait for other locks have their turns. Time in the queue before that does not count.
  private func runApart<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLExecutor) throws -> Value,
    after first: StorageUnavailable? = nil
  ) async throws -> Value {
    let patience = options.lockTimeout?.nanoseconds
    var end = patience.map { monotonicNanoseconds() + $0 } ?? .max
    var last = first
    while true {
      if let last, monotonicNanoseconds() >= end {
        lockWaits.wrappingAdd(1, ordering: .relaxed)
        throw last
      }
      do {
        return try await run(on: waiters) { [self, last, end] in
          // It may have stood behind others for longer than it wants to wait.
          if let last, monotonicNanoseconds() >= end { throw last }
          return try perform(body)
        }
      } catch let error as StorageUnavailable where error.isLocked {
        if last == nil, let patience { end = monotonicNanoseconds() + patience }
        last = error
      }
    }
  }

  /// How many transactions wait for a connection.
  var waiting: Int { threads.waiting }

  /// Lets the transactions under way finish. Blocks.
  func close() {
    _ = state.compareExchange(expected: .open, desired: .closed, ordering: .relaxed)
    threads.shutdown()
    waiters.shutdown()
    idle.withLock { $0 = [] }
  }

  /// Gives up the transactions under way, and those that wait. Callable from anywhere.
  func cut() {
    state.store(.cut, ordering: .sequentiallyConsistent)
    used.withLock { for connection in $0.values { connection.interrupt() } }
  }

  private var isCut: Bool { state.load(ordering: .sequentiallyConsistent) == .cut }

  private func perform<Value>(_ body: (any SQLExecutor) throws -> Value) throws -> Value {
    var backoff = Backoff.conflict
    var repeats = 0
    var mends = 0
    var losses = 0
    while true {
      // It may have stood behind others that waited for long.
      try watches?.check(commits: true)
      let connection = try borrow()
      let scope = TransactionScope(connection)
      defer { giveBack(connection) }
      do {
        let value = try body(scope)
        try scope.commit()
        return value
      } catch {
        let openedAt = connection.openedAt
        scope.rollBack()
        // Where one was lost, the others that lie idle are of no more use, and it takes long to
        // find that out of a server that hangs.
        if scope.wasLost { idle.withLock { $0 = [] } }
        switch scope.prospect {
        case .conflict where repeats < Self.repeatLimit:
          repeats += 1
          sleep(nanoseconds: backoff.next())
        case .mended where mends < PendingStatement.repeatLimit: mends += 1
        case .lostAtOnce where losses == 0:
          // The server was restarted while the connections lay idle.
          losses += 1
        case .otherSession where losses == 0 && renewal.request(becauseOf: openedAt):
          losses += 1
        default: throw error
        }
      }
    }
  }

  private func giveBack(_ connection: BlockingConnection) {
    used.withLock { $0[ObjectIdentifier(connection)] = nil }
    guard connection.isReusable, !renewal.isOutdated(openedAt: connection.openedAt), !isCut
    else { return connection.close() }
    idle.withLock { $0.append(connection) }
  }

  private func borrow() throws -> BlockingConnection {
    while let connection = idle.withLock({ $0.popLast() }) {
      if !connection.isStale, !renewal.isOutdated(openedAt: connection.openedAt) {
        return try lend(connection)
      }
      connection.close()
    }
    var backoff = Backoff.reconnect
    let deadline = monotonicNanoseconds() + options.waitLimit.nanoseconds
    while true {
      guard !isCut else { throw StorageUnavailable.unreachable("it is closed") }
      do {
        return try lend(
          BlockingConnection(
            try ServerLink(parameters, settings), statementCache: options.statementCache,
            silenceLimit: options.silenceLimit, watches: watches))
      } catch {
        let wait = backoff.next()
        guard monotonicNanoseconds() + wait < deadline else { throw error }
        sleep(nanoseconds: wait)
      }
    }
  }

  /// Notes that a connection is used. Whoever cuts all of them either finds it noted, or is seen
  /// here.
  private func lend(_ connection: BlockingConnection) throws -> BlockingConnection {
    used.withLock { $0[ObjectIdentifier(connection)] = connection }
    guard isCut else { return connection }
    giveBack(connection)
    throw StorageUnavailable.unreachable("it is closed")
  }
}

extension StorageUnavailable {
  /// Whether somebody else's lock is the reason.
  fileprivate var isLocked: Bool {
    if case .locked = self { true } else { false }
  }
}
