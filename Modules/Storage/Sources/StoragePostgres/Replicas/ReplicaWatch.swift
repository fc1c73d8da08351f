internal import EventLoop
internal import Storage
internal import Synchronization

/// Finds out, again and again, up to when a replica has replayed everything.
///
/// The primary is asked how far its log is on disk, and the time before the question is kept with
/// the answer: everything that was acknowledged before that time lies below that position. Then the
/// replica is asked how far it has replayed. The newest time whose position it has reached is what
/// it is as recent as. Clocks of other machines play no part, and a primary with nothing to do,
/// whose position stands still, does not look like lag.
final class ReplicaWatch: @unchecked Sendable {
  // Unchecked: confined to the primary's loop, but for `stop`.

  private let replica: Replica
  private let primary: StatementPool
  private let bound: Int64
  private let pause: Duration
  private let patience: Duration
  private let isStopped = Atomic<Bool>(false)

  /// Who waits for the next look.
  private var resting: (timer: TimerToken, done: UnsafeContinuation<Void, Never>)?
  private var samples: [(time: Int64, position: Int64)] = []
  private var history: History?
  /// How far the replica had come when it was last asked, and in which of its runs.
  private var last: (position: Int64, run: Int)?

  /// Whose log it is: positions of two histories cannot be compared.
  private struct History: Equatable {
    let system: Int64
    let timeline: Int64
  }

  init(_ replica: Replica, of primary: StatementPool, within bound: Int64) {
    self.replica = replica
    self.primary = primary
    self.bound = bound
    // Often enough that what is known does not run out between two looks.
    pause = .nanoseconds(min(max(bound / 5, 20_000_000), 1_000_000_000))
    patience = .nanoseconds(max(bound, 1_000_000_000))
  }

  /// Ends the watch at once, so that nothing of it is left when the loop ends.
  func stop() {
    isStopped.store(true, ordering: .relaxed)
    primary.loop.execute { [self] in
      guard let (timer, done) = resting.take() else { return }
      primary.loop.cancel(timer)
      done.resume()
    }
  }

  func run() async {
    while !isStopped.load(ordering: .relaxed) {
      await look()
      if isStopped.load(ordering: .relaxed) { break }
      await withUnsafeContinuation { (done: UnsafeContinuation<Void, Never>) in
        let timer = primary.loop.schedule(after: pause) { [self] in
          resting = nil
          done.resume()
        }
        resting = (timer, done)
      }
    }
    replica.suspend(.unknown)
  }

  private func look() async {
    let time = monotonicNanoseconds()
    // While the primary does not answer nothing new is known of how far it has come.
    guard let row = try? await primary.run(Self.primaryPosition).rows.first,
      let here = try? History(system: row["system"], timeline: row["timeline"]),
      let position = try? row["position"] as Int64
    else { return }
    if here != history {
      // Another primary has taken over: what was replayed of the old one's log proves nothing.
      if history != nil { replica.suspend(.lagging) }
      history = here
      samples = []
      last = nil
    }
    samples.append((time, position))
    if let last {
      // Only what the primary has written by now can have been replayed of its log.
      guard last.position <= position else { return replica.suspend(.foreign) }
      credit(last)
    }
    await ask(here, primaryAt: position)
  }

  private func ask(_ here: History, primaryAt position: Int64) async {
    // A replica that hangs must not hold up those who wait for its answers.
    let alarm = primary.loop.schedule(after: patience) { [replica] in
      replica.interrupt()
      replica.cut()
    }
    let run = replica.run
    let row = try? await replica.lookout.run(Self.replicaPosition).rows.first
    primary.loop.cancel(alarm)
    guard let row, let isReplica = try? row["is_replica"] as Bool,
      let there = try? History(system: row["system"], timeline: row["timeline"])
    else {
      last = nil
      return replica.interrupt()
    }
    guard isReplica, there == here, let replayed = try? row["position"] as Int64 else {
      last = nil
      return replica.suspend(.foreign)
    }
    last = (replayed, run)
    // Beyond that it counts when the primary has said that it is as far.
    if replayed <= position { credit((replayed, run)) }
  }

  /// Notes up to when a position of the replica is everything.
  private func credit(_ reached: (position: Int64, run: Int)) {
    guard reached.run == replica.run else { return }
    guard let newest = samples.lastIndex(where: { $0.position <= reached.position }) else {
      trim()
      return replica.note(.lagging)
    }
    let time = samples[newest].time
    replica.note(monotonicNanoseconds() - time <= bound ? .usable : .lagging)
    replica.hasReplayed(everythingBefore: time, in: reached.run)
    samples.removeSubrange(..<newest)
    trim()
  }

  /// While it does not come on, the oldest and the newest samples are enough.
  private func trim() {
    if samples.count > 64 { samples.removeSubrange(1..<samples.count - 32) }
  }

  private static let primaryPosition: SQL = """
    SELECT (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint AS position,
      (SELECT system_identifier FROM pg_control_system()) AS system,
      ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint AS timeline
    """

  /// The timeline is the one of its last restart point: after a change of the primary it takes
  /// until the next one for the replica to count again.
  private static let replicaPosition: SQL = """
    SELECT pg_is_in_recovery() AS is_replica,
      (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint AS position,
      (SELECT system_identifier FROM pg_control_system()) AS system,
      (SELECT timeline_id FROM pg_control_checkpoint())::bigint AS timeline
    """
}
