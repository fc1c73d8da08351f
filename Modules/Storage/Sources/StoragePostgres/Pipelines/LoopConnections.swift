internal import EventLoop
internal import Storage
internal import Synchronization

/// All connections of one loop for single statements: pipelined ones, and others on which
/// statements that take long run one at a time and hold up nobody.
final class LoopConnections: Sendable {
  let loop: EventLoop
  private let pipelined: StatementPool
  private let apart: StatementPool
  private let lessons: Lessons

  /// - Parameters:
  ///   - connector: opens pipelined connections.
  ///   - longConnector: opens those for statements that take long.
  ///   - renewal: has them made anew after a switch-over, where there is something to switch to.
  ///   - watches: know whether the server answers at all.
  init(
    loop: EventLoop, connector: Connector, longConnector: Connector, options: PostgresOptions,
    renewal: Renewal? = nil, watches: ServerWatches? = nil
  ) {
    self.loop = loop
    let lessons = Lessons()
    self.lessons = lessons
    apart = StatementPool(
      loop: loop, connector: longConnector, limits: .long(options), lessons: lessons,
      renewal: renewal, watches: watches)
    pipelined = StatementPool(
      loop: loop, connector: connector,
      limits: .pipelined(options.connectionsPerLoop, options), lessons: lessons, apart: apart,
      renewal: renewal, watches: watches)
  }

  /// How often a statement was told that a lock was not to be had in time.
  var lockTimeouts: Int64 { lessons.lockTimeouts.load(ordering: .relaxed) }

  /// Runs a statement. Callable from anywhere; best from a task on the loop.
  func run(_ sql: SQL, expected: ExpectedDuration = .short) async throws -> ResultRows {
    try await (expected == .long ? apart : pipelined).run(sql, expected: expected)
  }

  /// How the connections do. Callable from anywhere.
  var status: PipelineStatus {
    let times = pipelined.times.map { PipelineStatus.Connection(isForLong: false, times: $0.all) }
    let long = apart.times.map { PipelineStatus.Connection(isForLong: true, times: $0.all) }
    return PipelineStatus(
      loop: loop.index, connections: times + long,
      slowStatements: lessons.slow.load(ordering: .relaxed),
      askedAgain: lessons.askedAgain.load(ordering: .relaxed))
  }

  /// Told on the loop that a connection is gone.
  func onLoss(_ told: @escaping @Sendable () -> Void) {
    loop.execute { [pipelined, apart] in
      pipelined.lostConnection = told
      apart.lostConnection = told
    }
  }

  /// Gives up every connection and whatever is under way or waits. Callable from anywhere.
  ///
  /// - Parameter forGood: whether what comes later is refused.
  func cut(forGood: Bool = false) {
    pipelined.cut(forGood: forGood)
    apart.cut(forGood: forGood)
  }

  /// Refuses what comes from now on, and returns when what is under way is done.
  func close() async {
    await pipelined.close()
    await apart.close()
  }
}
