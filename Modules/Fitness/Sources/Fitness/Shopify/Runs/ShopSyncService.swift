public import Kernel
public import Ports
import Work

/// Keeps products in step with a shop: asks for runs, and makes them.
///
/// One run is under way at a time, and it lists the whole shop: whatever a webhook said too late,
/// or never, the next run makes up for. A run whose process died is begun anew by its job, and by
/// whoever asks for a run next, so that none stands in the way for ever.
public struct ShopSyncService: Sendable {
  let store: any FitnessStore
  let shop: (any ShopCatalogue)?
  let clock: any WallClock
  let machineClock: any WallClock
  let ids: any IDSource
  let terms: FitnessTermsSource
  let ended: @Sendable (SyncRun, Duration) -> Void

  /// Makes the service.
  /// - Parameters:
  ///   - shop: the shop; nil where none is configured.
  ///   - clock: business time, which rows carry.
  ///   - machineClock: the machine's time, by which a run may take so long and no longer.
  ///   - ended: hears of runs that are over, and how long they took here.
  public init(
    store: any FitnessStore, shop: (any ShopCatalogue)?, clock: any WallClock,
    machineClock: any WallClock, ids: any IDSource, terms: @escaping FitnessTermsSource,
    ended: @escaping @Sendable (SyncRun, Duration) -> Void = { _, _ in }
  ) {
    self.store = store
    self.shop = shop
    self.clock = clock
    self.machineClock = machineClock
    self.ids = ids
    self.terms = terms
    self.ended = ended
  }

  /// A run.
  /// - Throws: `SyncRefusal.notFound`, or the store's error.
  public func run(_ id: SyncRun.ID) async throws -> SyncRun {
    guard let run = try await store.syncRun(id) else { throw SyncRefusal.notFound }
    return run
  }

  /// Up to `limit` runs with ids below `before`, newest first.
  /// - Throws: the store's error.
  public func runs(before: SyncRun.ID?, limit: Int) async throws -> [SyncRun] {
    try await store.syncRuns(before: before, limit: limit)
  }

  /// Has the shop listed.
  /// - Returns: the run; the one under way where one is.
  /// - Throws: `SyncRefusal.notConfigured`, `Replay`, or the store's error.
  public func start(
    by actor: Actor, once: Once<SyncRun> = .unkeyed
  ) async throws -> SyncRun {
    guard shop != nil else { throw SyncRefusal.notConfigured }
    return try await store.atomically(once) { transaction in
      let (run, isNew) = try startOrJoin(in: transaction)
      try transaction.enqueue(run)
      if isNew { try transaction.recordStart(of: run, by: actor) }
      return run
    }
  }

  /// Has the shop listed by this process, and waits for it.
  /// - Returns: the run as it has become; as it is where another process makes it.
  /// - Throws: `SyncRefusal.notConfigured`, or the store's error.
  public func runHere(by actor: Actor) async throws -> SyncRun {
    guard shop != nil else { throw SyncRefusal.notConfigured }
    let (run, isNew) = try await store.atomically(.unkeyed) { transaction in
      let (run, isNew) = try startOrJoin(in: transaction)
      if isNew {
        try transaction.recordStart(of: run, by: actor)
      } else {
        try transaction.enqueue(run)
      }
      return (run, isNew)
    }
    if isNew {
      // Whoever asked for a run meanwhile has had its job made, and that goes before.
      do { try await perform(run.id, in: nil) } catch is JobTaken {}
    }
    return try await self.run(run.id)
  }

  /// Takes in what the shop told of itself. What came before changes nothing.
  /// - Throws: the store's error: then it is to be told again.
  public func receive(_ webhook: ShopWebhook) async throws {
    try await store.atomically(.unkeyed) { transaction in
      guard try transaction.insert(webhook), webhook.changesListing, shop != nil else { return }
      var (run, isNew) = try startOrJoin(in: transaction)
      try transaction.enqueue(run)
      guard !isNew, !run.isFollowed else { return }
      // What changed may be on a page that the run has read.
      run.isFollowed = true
      try transaction.update(run)
    }
  }

  /// The run under way, or a new one.
  func startOrJoin(
    in transaction: any FitnessTransaction
  ) throws -> (run: SyncRun, isNew: Bool) {
    while true {
      let run = SyncRun(id: ids.make(), startedAt: clock.now())
      if try transaction.insert(run) { return (run, true) }
      // One that ended after the first question is none under way any more.
      if let running = try transaction.lockRunningSync() { return (running, false) }
    }
  }
}

extension FitnessTransaction {
  /// Sees that a run has its job: where it has none any more, another one.
  func enqueue(_ run: SyncRun) throws {
    try work.enqueue(SyncShop(run.id), unique: .byArguments)
  }

  fileprivate func recordStart(of run: SyncRun, by actor: Actor) throws {
    try work.record(
      AuditEntry(
        actor: actor, action: "fitness.products.sync", target: "sync_run:\(run.id)",
        after: AuditText([("status", run.status.rawValue)]).text, at: run.startedAt))
  }
}
