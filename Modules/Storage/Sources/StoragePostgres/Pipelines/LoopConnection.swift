internal import CPostgres
internal import EventLoop
internal import Storage

/// A connection that belongs to a loop: statements are put into its pipeline as they come, and
/// answers are taken from it as they arrive, in the same order. Loop thread only.
///
/// Every statement that may change something is followed by a Sync of its own, which is where it
/// commits: its caller hears of it when the Sync is answered, not before. Reads that come in one
/// turn of the loop share a Sync at the turn's end, but for surplus connections; when one of them
/// fails, the server skips the rest, and they are sent again.
final class LoopConnection: ReadinessHandler, @unchecked Sendable {
  // Unchecked: confined to the loop's thread.

  /// What has been put into the pipeline and is not answered yet.
  enum Command {
    /// A statement that lost its place in the cache; its answer is of no interest.
    case deallocate
    case prepare(PendingStatement, PreparedStatement)
    case execute(PendingStatement, PreparedStatement)
    case sync
  }

  let loop: EventLoop
  let link: ServerLink
  /// Nil once the pool was let go of without being closed, as when a program does not start.
  private(set) weak var pool: StatementPool?
  private var registration: Registration?
  private var isWaitingToWrite = false

  var sender: StatementSender
  var commands = Fifo<Command>()
  /// How many statements are in the pipeline.
  private(set) var statements = 0
  /// Since when the server could have been at the one that it is to answer next.
  private var busySince: Int64 = 0
  /// How long statements were in the pipeline.
  let times: ConnectionTimes
  let lessons: Lessons?
  private var unsynced = 0
  /// Whether the reads of a turn share a Sync. Before it the server keeps what it has answered, so
  /// that a read that takes long holds up those before it, and nobody can tell which it is.
  var sharesSync = true
  private var endTurn: (@Sendable () -> Void)?

  /// A change that was made, but whose Sync is not answered yet.
  var uncommitted: (pending: PendingStatement, rows: ResultRows)?
  /// The statement of the last `prepare` failed; its `execute` is skipped by the server.
  var skipsExecute = false
  var sawEndBeforeSync = false
  /// Statements that the server skipped, to be sent again.
  var skipped: [PendingStatement] = []

  /// For how many nanoseconds the server may owe an answer and say nothing.
  private let silenceLimit: Int64
  /// After how many it is asked whether it answers anybody.
  private let pace: Int64
  /// When it last said something, or began to owe an answer.
  private var heardAt: Int64 = 0
  private var isListening = false
  /// Whether it is given no more statements, and is closed when those under way are answered.
  var isLeaving = false

  init(_ link: ServerLink, pool: StatementPool, times: ConnectionTimes) {
    self.link = link
    self.pool = pool
    self.times = times
    lessons = pool.lessons
    silenceLimit = pool.limits.silence ?? .max
    pace = pool.watches?.pace ?? .max
    loop = pool.loop
    sender = StatementSender(capacity: pool.limits.statementCache)
    endTurn = { [weak self] in self?.finishTurn() }
  }

  /// Watches the socket. From here on the connection is the pool's.
  func start() throws {
    guard PQsetnonblocking(link.handle, 1) == 0 else {
      throw StorageUnavailable.unreachable(link.errorText)
    }
    registration = try loop.register(PQsocket(link.handle), interest: .readable, self)
  }

  /// Lets go of the socket.
  func stop() {
    if let registration { loop.deregister(registration) }
    registration = nil
  }

  // MARK: Sending

  /// Puts a statement into the pipeline.
  func send(_ pending: PendingStatement) {
    let sent: StatementSender.Sent
    do {
      if unsynced > 0, !sender.isPreparable(pending.sql) { sync() }
      sent = try sender.send(pending.sql, over: link)
    } catch {
      return pending.fail(error)
    }
    for _ in 0..<sent.deallocated { commands.append(.deallocate) }
    if sent.prepared { commands.append(.prepare(pending, sent.statement)) }
    commands.append(.execute(pending, sent.statement))
    if statements == 0 { busySince = loop.now }
    statements += 1
    pending.copies += 1
    pending.place = ObjectIdentifier(self)
    if sent.prepared, lessons?.isProven(pending) == true {
      // What one connection has proven counts on all of the loop.
      sent.statement.answers = max(sent.statement.answers, PendingStatement.provenAfter)
    }
    if sent.statement.answers >= PendingStatement.provenAfter { pending.isProven = true }
    pending.sentAt = loop.now
    listenForSilence()
    if sent.isRefused {
      // What libpq awaits and what we await differ from here on.
      loop.execute { [self] in giveUp() }
    } else if sent.statement.isRead, sharesSync {
      if unsynced == 0, let endTurn { loop.atEndOfTurn(endTurn) }
      unsynced += 1
    } else {
      sync()
    }
  }

  /// For how many nanoseconds the server has been at the statement that it is to answer next.
  func heldUp(at now: Int64) -> Int64 { statements == 0 ? 0 : now - busySince }

  /// Counts a statement that has left the pipeline, and learns from how long the server took.
  func leaves(_ pending: PendingStatement, wasRun: Bool = true) {
    statements -= 1
    pending.copies -= 1
    guard wasRun else { return }
    let now = loop.now
    let took = now - busySince
    busySince = now
    times.add(now - pending.sentAt)
    // What was answered elsewhere meanwhile was held up by the connection.
    guard let lessons, !pending.isDeclaredLong, !pending.wasLearntFrom, !pending.isDone
    else { return }
    lessons.note(pending, took: took, at: now)
  }

  /// The statement that the server is at, or will be at next.
  var firstStatement: PendingStatement? {
    for offset in 0..<commands.count {
      if case .execute(let pending, _)? = commands[offset] { return pending }
    }
    return nil
  }

  /// Whether one of the statements in the pipeline is such a one.
  func contains(where isSuch: (PendingStatement) -> Bool) -> Bool {
    for offset in 0..<commands.count {
      if case .execute(let pending, _)? = commands[offset], isSuch(pending) { return true }
    }
    return false
  }

  /// Forgets everything that is in the pipeline.
  func forgetStatements() { statements = 0 }

  private func finishTurn() {
    if unsynced > 0, registration != nil { sync() }
  }

  private func sync() {
    unsynced = 0
    guard PQpipelineSync(link.handle) == 1 else {
      return loop.execute { [self] in giveUp() }
    }
    commands.append(.sync)
    flush()
  }

  /// A server that hangs, or the machine below it, closes no connection: nobody would ever hear.
  private func listenForSilence() {
    if statements == 1 { heardAt = loop.now }
    let patience = min(silenceLimit, pace)
    guard patience < .max, !isListening else { return }
    isListening = true
    look(after: patience)
  }

  /// One timer a connection, however many statements pass meanwhile.
  private func look(after delay: Int64) {
    loop.schedule(after: .nanoseconds(delay)) { [weak self] in
      guard let self, registration != nil, statements > 0 else {
        self?.isListening = false
        return
      }
      let quiet = loop.now - heardAt
      if let end = end(afterQuiet: quiet) {
        pool?.lost(self, end)
        return
      }
      look(after: quiet < pace ? min(pace, silenceLimit) - quiet : min(pace, silenceLimit - quiet))
    }
  }

  /// How it ends with a server that has said nothing for so many nanoseconds; nil where it goes on.
  private func end(afterQuiet quiet: Int64) -> End? {
    if quiet >= silenceLimit { return .silent }
    guard quiet >= pace, let watches = pool?.watches, let first = firstStatement,
      !first.isDeclaredLong
    else { return nil }
    let mayCommit = uncommitted != nil || !first.isRead
    guard watches.givesUp(whileItCommits: mayCommit) else { return nil }
    // A server that commits nothing goes on answering reads, those behind this one, too.
    return watches.answers.isSilent ? .silent : .lost
  }

  private func giveUp() {
    if registration != nil { pool?.lost(self, .lost) }
  }

  private func flush() {
    let isBlocked = PQflush(link.handle) == 1
    guard isBlocked != isWaitingToWrite, let registration else { return }
    isWaitingToWrite = isBlocked
    loop.update(registration, interest: isBlocked ? [.readable, .writable] : .readable)
  }

  // MARK: Receiving

  func ready(_ events: Interest) {
    if events.contains(.writable) { flush() }
    if !events.isDisjoint(with: [.readable, .closed, .failed]) { read() }
  }

  private func read() {
    guard registration != nil else { return }
    guard let pool else { return stop() }
    _ = PQconsumeInput(link.handle)
    heardAt = loop.now
    var end: End?
    while end == nil, !commands.isEmpty, PQisBusy(link.handle) == 0 {
      end = takeResult()
    }
    takeNotifications(for: pool)
    if end == nil, link.isBroken { end = .lost }
    if let end { return pool.lost(self, end) }
    resendSkipped()
    pool.gotAnswers(self)
  }

  private func resendSkipped() {
    guard !skipped.isEmpty else { return }
    let again = skipped
    skipped = []
    for pending in again {
      if isLeaving { pool?.dispatch(pending, isRepeated: true) } else { send(pending) }
    }
  }

  private func takeNotifications(for pool: StatementPool) {
    guard let notified = pool.notified else { return }
    while let notification = PQnotifies(link.handle) {
      notified(
        String(cString: notification.pointee.relname), String(cString: notification.pointee.extra))
      PQfreemem(notification)
    }
  }
}
