internal import EventLoop
internal import Storage

/// Connections of one kind of one loop, and the statements that wait for them. Loop thread only,
/// but for `run`, `cut` and `close`.
final class StatementPool: @unchecked Sendable {
  // Unchecked: confined to the loop's thread.

  let loop: EventLoop
  private let connector: Connector
  let limits: PoolLimits
  /// What was learnt of statements that are slow, by all pools of the loop.
  let lessons: Lessons?
  /// Where statements run that take long, if that is not here.
  let apart: StatementPool?
  /// Where statements come from that nobody has declared to take long.
  weak var origin: StatementPool?

  private(set) var connections: [LoopConnection] = []
  /// Connections that take nothing more and still owe answers.
  private var leaving: [LoopConnection] = []
  /// Has connections made anew after a switch-over; nil where there is nothing to switch to.
  let renewal: Renewal?
  /// Who knows whether the server answers at all; nil where waits are borne.
  let watches: ServerWatches?
  /// For each connection that there may be. The first ones that are free are taken.
  let times: [ConnectionTimes]
  private var opening = 0
  private var backoff = Backoff.reconnect
  private var notBefore: Int64 = 0
  private var isRetryScheduled = false
  private var lastFailure: String?

  private var waiting = Fifo<PendingStatement>()
  private var isDeadlineScheduled = false
  var isLookScheduled = false
  /// When all of the usual connections were held up last.
  var surplusNeededAt: Int64 = 0
  /// How often the connection for reads alone was replaced since surplus ones were needed.
  var replacements = 0
  private var isClosed = false
  private var closing: [UnsafeContinuation<Void, Never>] = []

  /// Told the channel and payload of each notification.
  var notified: ((_ channel: String, _ payload: String) -> Void)?
  /// Told that a connection is gone, and with it what it listened to.
  var lostConnection: (() -> Void)?

  init(
    loop: EventLoop, connector: Connector, limits: PoolLimits, lessons: Lessons? = nil,
    apart: StatementPool? = nil, renewal: Renewal? = nil, watches: ServerWatches? = nil
  ) {
    self.loop = loop
    self.connector = connector
    self.limits = limits
    self.lessons = lessons
    self.apart = apart
    self.renewal = renewal
    self.watches = watches
    times = (0..<limits.connections).map { _ in ConnectionTimes() }
    apart?.origin = self
    renewal?.onRequest { [weak self] in
      guard let self else { return }
      loop.execute { [self] in renew() }
    }
  }

  /// Let go of without being closed, as when a program does not start.
  deinit {
    let (loop, left) = (loop, connections + leaving)
    guard !left.isEmpty else { return }
    loop.execute { for connection in left { connection.stop() } }
  }

  /// Runs a statement. Callable from anywhere; best from a task on the loop.
  func run(_ sql: SQL, expected: ExpectedDuration = .short) async throws -> ResultRows {
    try await withUnsafeThrowingContinuation { continuation in
      let pending = PendingStatement(sql, expected: expected, continuation)
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
    if let apart, isSlow(pending) {
      sendApart(pending, apart)
    } else {
      pending.deadline = loop.now + limits.patience
      dispatch(pending)
    }
  }

  /// Sends a statement that nobody has declared where statements take long.
  func sendApart(_ pending: PendingStatement, _ apart: StatementPool) {
    if apart.mayWait { apart.submit(pending) } else { takeBack(pending) }
  }

  /// Whether a statement has turned out to take long.
  func isSlow(_ pending: PendingStatement) -> Bool {
    lessons?.times.isSlow(pending.sql.shape) ?? false
  }

  /// Whether another statement may wait. Those for which connections are to be opened do not count.
  var mayWait: Bool {
    limits.waitsForRoom
      ? waiting.count < limits.waiting + limits.connections - connections.count
      : connections.isEmpty && waiting.count < limits.waiting
  }

  func dispatch(_ pending: PendingStatement, isRepeated: Bool = false) {
    // It may have been answered elsewhere while it waited.
    guard !pending.isDone else { return }
    guard let connection = leastLoaded(for: pending) else {
      return wait(pending, isRepeated: isRepeated)
    }
    if connection.statements > 0, connections.count + opening < most { open() }
    if opening > 0, waiting.count < limits.waiting, isHeldUp(connection) {
      // The one that is being opened will have time for it.
      queue(pending, isRepeated)
    } else {
      send(pending, on: connection)
    }
  }

  /// Puts a statement into the pipeline of a connection. On a surplus one each read has a Sync of
  /// its own, so that it shows which read the server is at.
  func send(_ pending: PendingStatement, on connection: LoopConnection) {
    connection.sharesSync =
      connections.count <= limits.connections
      || connections.prefix(limits.connections).contains { $0 === connection }
    connection.send(pending)
    scheduleLook()
  }

  /// The connection with the fewest statements among those that get on, or else among those that
  /// are held up by one; nil when none has room. Those beyond the usual number come after the usual
  /// ones: the fewer there are at work, the more statements travel together.
  func leastLoaded(for pending: PendingStatement) -> LoopConnection? {
    var best: LoopConnection?
    var fewest = Int.max
    for (index, connection) in connections.enumerated()
    where connection.statements < limits.depth && mayTake(pending, index) {
      let rank = isHeldUp(connection) ? 2 : index >= limits.connections ? 1 : 0
      let load = connection.statements + rank * limits.depth
      if load < fewest { (best, fewest) = (connection, load) }
    }
    return best
  }

  private func wait(_ pending: PendingStatement, isRepeated: Bool) {
    guard mayWait else { return pending.fail(StorageUnavailable.overloaded) }
    queue(pending, isRepeated)
    open()
  }

  private func queue(_ pending: PendingStatement, _ isRepeated: Bool) {
    if isRepeated { waiting.prepend(pending) } else { waiting.append(pending) }
    scheduleDeadline()
  }

  /// Puts a statement behind all that wait.
  func queueLast(_ pending: PendingStatement) {
    queue(pending, false)
    loop.execute { [self] in sendWaiting() }
  }

  private func sendWaiting() {
    // Some may come to wait again, at the end.
    for _ in 0..<waiting.count {
      guard connections.contains(where: { $0.statements < limits.depth }),
        let pending = waiting.popFirst()
      else { break }
      dispatch(pending)
    }
    if !waiting.isEmpty { open() }
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
      if let failure = first.lockFailure {
        first.fail(failure)
      } else if connections.isEmpty {
        first.fail(StorageUnavailable.unreachable(lastFailure ?? "no connection in time"))
      } else if let origin, !first.isDeclaredLong {
        origin.takeBack(first)
      } else if apart != nil, let connection = leastLoaded(for: first) {
        send(first, on: connection)
      } else {
        first.fail(StorageUnavailable.overloaded)
      }
    }
  }

  // MARK: Connections

  /// Opens a connection, now or when the server had time to recover.
  func open() {
    guard !isClosed, connections.count + opening < most, !isRetryScheduled else {
      return
    }
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
      link, pool: self, times: freeTimes())
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
    surplusNeededAt = loop.now
    sendWaiting()
  }

  private func freeTimes() -> ConnectionTimes {
    times.first { times in !connections.contains { $0.times === times } } ?? ConnectionTimes()
  }

  private func failedToOpen(_ reason: String) {
    opening -= 1
    lastFailure = reason
    notBefore = monotonicNanoseconds() + backoff.next()
    guard !waiting.isEmpty else { return }
    if connections.isEmpty { open() } else { sendWaiting() }
  }

  /// Sends nothing more on a connection.
  func retire(_ connection: LoopConnection) {
    connections.removeAll { $0 === connection }
    leaving.append(connection)
  }

  /// Takes leave of a retired connection. Answers whether it was there.
  func forget(_ connection: LoopConnection) -> Bool {
    let count = leaving.count
    leaving.removeAll { $0 === connection }
    return leaving.count < count
  }

  /// Closes a connection that has nothing to do.
  func letGo(of connection: LoopConnection) {
    connection.stop()
    connections.removeAll { $0 === connection }
  }

  /// Gives up the connection for reads alone. The server ends what it is at once it notices
  /// (`client_connection_check_interval`).
  func replace(_ reserve: LoopConnection, heldUpBy first: PendingStatement) {
    letGo(of: reserve)
    replacements += 1
    for pending in reserve.takeUnfinished(.replaced).reversed() {
      if pending === first {
        setAside(pending)
      } else {
        pending.timesAskedAgain = 0
        pending.deadline = loop.now + limits.patience
        dispatch(pending, isRepeated: true)
      }
    }
  }

  /// Takes leave of a connection that ended. What can be sent again is, on another one.
  func lost(_ connection: LoopConnection, _ end: LoopConnection.End) {
    connection.stop()
    connections.removeAll { $0 === connection }
    _ = forget(connection)
    lastFailure = end == .silent ? ServerWatches.silenceText : connection.link.errorText
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

  /// Gives up connections whose server does not answer. Callable from anywhere.
  func giveUpSilent() {
    loop.execute { [self] in
      for connection in connections where connection.statements > 0 { lost(connection, .silent) }
    }
  }

  /// Gives up every connection and whatever is under way or waits. Callable from anywhere.
  ///
  /// - Parameter forGood: whether what comes later is refused.
  func cut(forGood: Bool = false) {
    loop.execute { [self] in
      if forGood { isClosed = true }
      let gone = connections + leaving
      connections = []
      leaving = []
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
    if connection.isLeaving { closeIfDone(connection) }
    if !waiting.isEmpty { sendWaiting() }
    if isClosed { finishClosing() }
  }

  private func finishClosing() {
    guard isClosed, (connections + leaving).allSatisfy({ $0.statements == 0 }) else { return }
    for connection in connections + leaving { connection.stop() }
    connections = []
    leaving = []
    let waiters = closing
    closing = []
    for continuation in waiters { continuation.resume() }
  }
}
