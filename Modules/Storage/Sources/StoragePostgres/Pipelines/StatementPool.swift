internal import EventLoop
internal import Storage

/// Opens connections on threads of its own, for everyone.
struct Connector: Sendable {
  let parameters: ConnectionParameters
  let settings: SessionSettings
  let threads: BlockingPool

  /// - Throws: `StorageUnavailable`.
  func open() async throws -> ServerLink {
    try await threads.run { try ServerLink(parameters, settings) }
  }
}

/// The connections of one loop and the statements that wait for them. Loop thread only, but for
/// `query`.
final class StatementPool: @unchecked Sendable {
  // Unchecked: confined to the loop's thread.

  let loop: EventLoop
  private let connector: Connector
  private let size: Int
  private let limit: Int
  private let cacheCapacity: Int
  private let waitLimit: Int64
  private let silenceLimit: Int64?

  private var connections: [LoopConnection] = []
  private var opening = 0
  private var backoff = Backoff.reconnect
  private var notBefore: Int64 = 0
  private var isRetryScheduled = false
  private var lastFailure: String?

  private var waiting = Fifo<PendingStatement>()
  private var isDeadlineScheduled = false
  private var isClosed = false
  private var closing: [UnsafeContinuation<Void, Never>] = []

  /// Told the channel and payload of each notification.
  var notified: ((_ channel: String, _ payload: String) -> Void)?
  /// Told that a connection is gone, and with it what it listened to.
  var lostConnection: (() -> Void)?

  init(loop: EventLoop, connector: Connector, size: Int, options: PostgresOptions) {
    self.loop = loop
    self.connector = connector
    self.size = max(1, size)
    limit = max(1, options.queuedStatements)
    cacheCapacity = options.statementCache
    waitLimit = options.waitLimit.nanoseconds
    silenceLimit = options.silenceLimit?.nanoseconds
  }

  /// Let go of without being closed, as when a program does not start.
  deinit {
    guard !connections.isEmpty else { return }
    let (loop, left) = (loop, connections)
    loop.execute { for connection in left { connection.stop() } }
  }

  /// Runs a statement. Callable from anywhere; best from a task on the loop.
  func run(_ sql: SQL) async throws -> ResultRows {
    try await withUnsafeThrowingContinuation { continuation in
      let pending = PendingStatement(sql, continuation)
      if loop.isCurrent {
        submit(pending)
      } else {
        loop.execute { [self] in submit(pending) }
      }
    }
  }

  // MARK: Statements

  private func submit(_ pending: PendingStatement) {
    guard !isClosed else { return pending.fail(StorageUnavailable.unreachable("it is closed")) }
    pending.deadline = loop.now + waitLimit
    dispatch(pending)
  }

  private func dispatch(_ pending: PendingStatement, isRepeated: Bool = false) {
    guard let connection = leastBusy() else { return wait(pending, isRepeated: isRepeated) }
    guard connection.statements < limit else {
      return pending.fail(StorageUnavailable.overloaded)
    }
    if connection.statements > 0, connections.count + opening < size { open() }
    connection.send(pending)
  }

  private func leastBusy() -> LoopConnection? {
    var best: LoopConnection?
    for connection in connections where connection.statements < (best?.statements ?? .max) {
      best = connection
    }
    return best
  }

  private func wait(_ pending: PendingStatement, isRepeated: Bool) {
    guard waiting.count < limit * size else {
      return pending.fail(StorageUnavailable.overloaded)
    }
    if isRepeated { waiting.prepend(pending) } else { waiting.append(pending) }
    scheduleDeadline()
    open()
  }

  private func scheduleDeadline() {
    guard !isDeadlineScheduled, let first = waiting.first else { return }
    isDeadlineScheduled = true
    loop.schedule(after: .nanoseconds(max(0, first.deadline - loop.now))) { [weak self] in
      guard let self else { return }
      isDeadlineScheduled = false
      failExpired()
      scheduleDeadline()
    }
  }

  private func failExpired() {
    while let first = waiting.first, first.deadline <= loop.now {
      _ = waiting.popFirst()
      first.fail(StorageUnavailable.unreachable(lastFailure ?? "no connection in time"))
    }
  }

  // MARK: Connections

  /// Opens a connection, now or when the server had time to recover.
  private func open() {
    guard !isClosed, connections.count + opening < size, !isRetryScheduled else { return }
    // One at a time while it is not known whether the server can be reached at all.
    guard opening == 0 || !connections.isEmpty else { return }
    let delay = notBefore - loop.now
    guard delay <= 0 else {
      isRetryScheduled = true
      loop.schedule(after: .nanoseconds(delay)) { [weak self] in
        guard let self else { return }
        isRetryScheduled = false
        if connections.isEmpty, !waiting.isEmpty { open() }
      }
      return
    }
    opening += 1
    loop.spawn { [self] in
      do {
        opened(try await connector.open())
      } catch StorageUnavailable.unreachable(let reason) {
        failedToOpen(reason)
      } catch {
        failedToOpen("\(error)")
      }
    }
  }

  private func opened(_ link: ServerLink) {
    opening -= 1
    guard !isClosed else { return }
    let connection = LoopConnection(
      link, pool: self, capacity: cacheCapacity, silenceLimit: silenceLimit)
    do {
      try connection.start()
    } catch {
      opening += 1
      return failedToOpen("\(error)")
    }
    backoff.reset()
    notBefore = 0
    lastFailure = nil
    connections.append(connection)
    while let pending = waiting.popFirst() { dispatch(pending) }
  }

  private func failedToOpen(_ reason: String) {
    opening -= 1
    lastFailure = reason
    notBefore = monotonicNanoseconds() + backoff.next()
    if connections.isEmpty, !waiting.isEmpty { open() }
  }

  /// Takes leave of a connection that ended. What can be sent again is, on another one.
  func lost(_ connection: LoopConnection, _ end: LoopConnection.End) {
    connection.stop()
    connections.removeAll { $0 === connection }
    lastFailure = connection.link.errorText
    let again = connection.takeUnfinished(end)
    lostConnection?()
    for pending in again.reversed() {
      if isClosed {
        pending.fail(StorageUnavailable.unreachable("it is closed"))
      } else {
        dispatch(pending, isRepeated: true)
      }
    }
    finishClosing()
  }

  /// Gives up every connection and whatever is under way or waits. Callable from anywhere.
  func cut() {
    loop.execute { [self] in
      let gone = connections
      connections = []
      for connection in gone { connection.stop() }
      let given = gone.flatMap { $0.takeUnfinished(.lost) }
      for pending in given { pending.fail(StorageUnavailable.unreachable("it was given up")) }
      while let pending = waiting.popFirst() {
        pending.fail(StorageUnavailable.unreachable("it was given up"))
      }
      finishClosing()
    }
  }

  // MARK: Closing

  /// Refuses what comes from now on, and returns when what is under way is done.
  func close() async {
    await withUnsafeContinuation { continuation in
      loop.execute { [self] in
        isClosed = true
        closing.append(continuation)
        while let pending = waiting.popFirst() {
          pending.fail(StorageUnavailable.unreachable("it is closed"))
        }
        finishClosing()
      }
    }
  }

  /// Told by a connection that it has taken what the server sent.
  func gotAnswers(_ connection: LoopConnection) {
    if isClosed { finishClosing() }
  }

  private func finishClosing() {
    guard isClosed, connections.allSatisfy({ $0.statements == 0 }) else { return }
    for connection in connections { connection.stop() }
    connections = []
    let waiters = closing
    closing = []
    for continuation in waiters { continuation.resume() }
  }
}
