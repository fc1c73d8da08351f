internal import EventLoop
internal import Storage
internal import Synchronization

/// The replicas of a primary, each watched by a task of its own.
final class ReplicaSet: Sendable {
  private let replicas: [Replica]
  private let watches: [ReplicaWatch]
  /// Where the primary is asked how far it has come, apart from its other work.
  private let primary: StatementPool
  private let bound: Int64
  private let turn = Atomic<Int>(0)

  /// - Throws: `DatabaseURLError.malformed` when libpq does not understand a URL.
  init?(
    group: EventLoopGroup, connector: Connector, options: PostgresOptions
  ) throws(DatabaseURLError) {
    guard !options.replicas.isEmpty else { return nil }
    var replicas: [Replica] = []
    for url in options.replicas {
      let parameters = try ConnectionParameters(
        uri: url, applicationName: options.applicationName)
      replicas.append(Replica(parameters, group: group, options: options))
    }
    let loop = group.loops[0]
    let primary = StatementPool(
      loop: loop, connector: connector, limits: .pipelined(1, options))
    let bound = options.replicaMaxLag.nanoseconds
    self.replicas = replicas
    self.primary = primary
    self.bound = bound
    watches = replicas.map { ReplicaWatch($0, of: primary, within: bound) }
    for watch in watches { loop.spawn { await watch.run() } }
  }

  /// The rows of a statement that only reads, or nil when the primary is to be asked: no replica
  /// is known to have replayed enough, or the one that was asked failed. The primary then says
  /// whether it was the statement's fault.
  func query(_ sql: SQL, expected: ExpectedDuration, on loop: Int) async -> ResultRows? {
    let now = monotonicNanoseconds()
    guard let replica = usable(at: now) else {
      replicas.first?.countFallback()
      return nil
    }
    do {
      let rows = try await replica.pools[loop].run(sql, expected: expected)
      replica.countRead()
      return rows
    } catch {
      replica.countFallback()
      if case StorageUnavailable.overloaded = error { return nil }
      if error is StorageUnavailable { replica.suspend(.unreachable) }
      return nil
    }
  }

  private func usable(at now: Int64) -> Replica? {
    let first = turn.wrappingAdd(1, ordering: .relaxed).oldValue
    for offset in replicas.indices {
      let replica = replicas[Int(UInt(bitPattern: first &+ offset) % UInt(replicas.count))]
      if replica.isUsable(at: now, within: bound) { return replica }
    }
    return nil
  }

  var statuses: [ReplicaStatus] {
    let now = monotonicNanoseconds()
    return replicas.map { $0.status(at: now, within: bound) }
  }

  /// Gives up what is under way. Callable from anywhere.
  func cut() {
    for watch in watches { watch.stop() }
    primary.cut(forGood: true)
    for replica in replicas { replica.cut(forGood: true) }
  }

  func close() async {
    for watch in watches { watch.stop() }
    await primary.close()
    for replica in replicas { await replica.close() }
  }

  /// Blocks.
  func shutdown() {
    for replica in replicas { replica.shutdown() }
  }
}
