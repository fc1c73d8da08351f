internal import EventLoop
internal import Storage
internal import Synchronization

/// One replica: its connections, and up to when it is known to have replayed everything.
final class Replica: Sendable {
  /// One pool a loop for reads, none of which waits long: the primary can answer as well.
  let pools: [LoopConnections]
  /// A connection apart for looking at it, so that a look does not wait behind a long read.
  let lookout: StatementPool
  private let threads: BlockingPool

  /// Nanoseconds of the monotonic clock, or `never`.
  private let freshAsOf = Atomic<Int64>(never)
  private let state = Mutex(ReplicaStatus.State.unknown)
  /// Rises whenever something shows that the server may have been started anew, or hangs: it may
  /// then answer with less than it had replayed before.
  private let interruptions = Atomic<Int>(0)
  private let reads = Atomic<Int64>(0)
  private let fallbacks = Atomic<Int64>(0)

  static let never = Int64.min / 2

  /// How long a read waits for a connection.
  private static let patience: Duration = .milliseconds(250)

  init(_ parameters: ConnectionParameters, group: EventLoopGroup, options: PostgresOptions) {
    var options = options
    options.waitLimit = Self.patience
    let threads = BlockingPool(threads: 2, queueLimit: 1_024)
    let connector = Connector(
      parameters: parameters, settings: .serving(options), threads: threads)
    let longConnector = Connector(
      parameters: parameters, settings: .long(options), threads: threads)
    self.threads = threads
    let reading = options
    pools = group.loops.map {
      LoopConnections(
        loop: $0, connector: connector, longConnector: longConnector, options: reading)
    }
    let lookout = StatementPool(
      loop: group.loops[0], connector: connector, limits: .pipelined(1, options))
    self.lookout = lookout
    for pool in pools { pool.onLoss { [weak self] in self?.interrupt() } }
    lookout.loop.execute { lookout.lostConnection = { [weak self] in self?.interrupt() } }
  }

  /// Whether it has replayed all that was committed more than `bound` nanoseconds before `now`.
  func isUsable(at now: Int64, within bound: Int64) -> Bool {
    now - freshAsOf.load(ordering: .acquiring) <= bound
  }

  /// How often it was interrupted, to be given back with what was found out since.
  var run: Int { interruptions.load(ordering: .sequentiallyConsistent) }

  /// Notes that it has replayed everything that was acknowledged before an instant, unless it was
  /// interrupted after `run`.
  func hasReplayed(everythingBefore instant: Int64, in run: Int) {
    freshAsOf.store(instant, ordering: .sequentiallyConsistent)
    if self.run != run { suspend(.unreachable) }
  }

  /// Forgets what it had replayed.
  func interrupt() {
    interruptions.wrappingAdd(1, ordering: .sequentiallyConsistent)
    suspend(.unreachable)
  }

  /// Sends no more reads to it until it was looked at again.
  func suspend(_ state: ReplicaStatus.State) {
    freshAsOf.store(Self.never, ordering: .sequentiallyConsistent)
    note(state)
  }

  func note(_ state: ReplicaStatus.State) { self.state.withLock { $0 = state } }

  func countRead() { reads.wrappingAdd(1, ordering: .relaxed) }

  func countFallback() { fallbacks.wrappingAdd(1, ordering: .relaxed) }

  /// Gives up what is under way, so that who waits for it can ask the primary.
  func cut(forGood: Bool = false) {
    for pool in pools { pool.cut(forGood: forGood) }
    lookout.cut(forGood: forGood)
  }

  func status(at now: Int64, within bound: Int64) -> ReplicaStatus {
    let fresh = freshAsOf.load(ordering: .acquiring)
    let noted = state.withLock { $0 }
    // What was known may have grown too old since.
    let isUsable = now - fresh <= bound
    return ReplicaStatus(
      state: isUsable ? .usable : noted == .usable ? .lagging : noted,
      secondsBehind: fresh == Self.never ? nil : Double(now - fresh) / 1e9,
      reads: reads.load(ordering: .relaxed), fallbacks: fallbacks.load(ordering: .relaxed))
  }

  func close() async {
    for pool in pools { await pool.close() }
    await lookout.close()
  }

  /// Blocks.
  func shutdown() { threads.shutdown() }
}
