internal import EventLoop
internal import Storage
internal import Synchronization

/// Finds out whether a server answers at all, once somebody has waited for a moment: asks it what
/// takes no time, and remembers since when that has not been answered. While all is quick nothing
/// is asked.
final class ServerWatch: Sendable {
  /// Where the question is asked, on one connection that waits for the answer for as long as it
  /// takes: a server that goes on is known to within moments.
  private let pool: StatementPool
  private let question: SQL
  /// Opens another connection, as the one that is kept may be stuck by itself. Without it none is
  /// kept: each time that the server is suspected the question goes out on a new one.
  private let connector: Connector?
  /// For how many nanoseconds there is no answer before the server counts as silent.
  private let limit: Int64
  /// When the question was asked; 0 where none is open.
  private let askedAt = Atomic<Int64>(0)
  private let isOver = Atomic(false)

  /// - Parameters:
  ///   - pool: where the question is asked. It must bear a wait: nobody's work runs there.
  ///   - connector: opens another connection to ask on, once half of the time is over.
  ///   - limit: after how long without an answer the server counts as silent, from when whoever
  ///     suspects it began to wait.
  init(_ pool: StatementPool, asking question: SQL, again connector: Connector?, limit: Duration) {
    self.pool = pool
    self.question = question
    self.connector = connector
    self.limit = limit.nanoseconds - Self.pace(of: limit)
  }

  /// How many nanoseconds one waits before one suspects.
  static func pace(of limit: Duration) -> Int64 { max(1_000_000, limit.nanoseconds / 10) }

  /// Whether the server has not answered for too long. Callable from any thread.
  var isSilent: Bool {
    let asked = askedAt.load(ordering: .relaxed)
    return asked != 0 && monotonicNanoseconds() - asked >= limit
  }

  /// Has the server asked, unless it is being asked. Callable from any thread.
  func suspect() {
    guard !isOver.load(ordering: .relaxed), askedAt.load(ordering: .relaxed) == 0 else { return }
    let now = monotonicNanoseconds()
    guard askedAt.compareExchange(expected: 0, desired: now, ordering: .relaxed).exchanged
    else { return }
    pool.loop.execute { [self] in
      pool.loop.spawn { [self] in await ask(since: now) }
      guard connector != nil else { return }
      pool.loop.schedule(after: .nanoseconds(limit / 2)) { [self] in
        pool.loop.spawn { [self] in await askElsewhere(since: now) }
      }
    }
  }

  /// Asks no more, and waits for no answer.
  func end() {
    isOver.store(true, ordering: .relaxed)
    pool.giveUpSilent()
  }

  private func ask(since asked: Int64) async {
    while askedAt.load(ordering: .relaxed) == asked, !isOver.load(ordering: .relaxed) {
      do {
        _ = try await pool.run(question)
        return answered(asked)
      } catch {
        if Self.isAnswer(error) { return answered(asked) }
        await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
          pool.loop.execute { [self] in
            pool.loop.schedule(after: .milliseconds(250)) { done.resume() }
          }
        }
      }
    }
  }

  private func askElsewhere(since asked: Int64) async {
    guard askedAt.load(ordering: .relaxed) == asked, let connector else { return }
    do {
      _ = try await connector.open()
    } catch {
      guard Self.isAnswer(error) else { return }
    }
    guard askedAt.load(ordering: .relaxed) == asked else { return }
    answered(asked)
    pool.giveUpSilent()
  }

  private func answered(_ asked: Int64) {
    _ = askedAt.compareExchange(expected: asked, desired: 0, ordering: .relaxed)
    if connector == nil { pool.cut() }
  }

  /// A refusal is an answer, also one of the connection, which libpq tells by its text alone.
  private static func isAnswer(_ error: any Error) -> Bool {
    guard case StorageUnavailable.unreachable(let reason) = error else {
      return (error as? StorageUnavailable) != .outcomeUnknown
    }
    return reason.contains("FATAL")
  }
}

/// What is asked of a server for those who wait for it.
struct ServerWatches: Sendable {
  /// Whether it answers.
  let answers: ServerWatch
  /// Whether it commits: without its synchronous standby it answers reads alone.
  let commits: ServerWatch
  /// For how many nanoseconds a server may say nothing before it is suspected.
  let pace: Int64

  /// Told by who has heard nothing for as long as `pace`, and is told whether to give up.
  /// - Parameter commits: whether the server may be committing.
  func givesUp(whileItCommits isCommit: Bool) -> Bool {
    answers.suspect()
    if isCommit { commits.suspect() }
    return answers.isSilent || isCommit && commits.isSilent
  }

  /// - Throws: `StorageUnavailable.unreachable` where there is no use in asking the server.
  func check(commits isCommit: @autoclosure () -> Bool) throws(StorageUnavailable) {
    if answers.isSilent { throw Self.silent }
    if commits.isSilent, isCommit() {
      throw .unreachable(
        "its commits are not confirmed; see pg_stat_replication and synchronous_standby_names")
    }
  }

  static let silent = StorageUnavailable.unreachable(silenceText)
  static let silenceText = "the server does not answer"

  func end() {
    answers.end()
    commits.end()
  }
}
