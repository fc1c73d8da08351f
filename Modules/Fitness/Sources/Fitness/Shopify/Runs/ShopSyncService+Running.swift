public import Kernel
public import Work

extension ShopSyncService {
  /// How many products are asked for at first. A page of them may have a hundred times as many
  /// variants.
  private static let pageSize = 50
  /// How many variants a unit of work changes.
  static let slice = 200
  /// How long a run may take, in seconds: what takes longer does not end.
  static let longestRun: Int64 = 7_200
  /// More variants than this are taken for a listing that does not end.
  static let mostVariants = 1_000_000

  /// Does a job: makes its run, or begins one where it has none.
  /// - Throws: `JobTaken` where the run is another's, the store's error, or `CancellationError`.
  public func perform(_ job: SyncShop, in jobRun: JobRun) async throws {
    if let id = job.run { return try await perform(id, in: jobRun) }
    try await store.forgetSyncs(
      before: clock.now().adding(seconds: -Int64(ShopWebhook.daysKept) * 86_400))
    try await store.atomically(.unkeyed) { transaction in
      if shop != nil { try transaction.enqueue(startOrJoin(in: transaction).run) }
      try transaction.work.complete(jobRun)
    }
  }

  /// Makes a run.
  /// - Parameter jobRun: the attempt at its job; nil where somebody waits for it instead.
  public func perform(_ id: SyncRun.ID, in jobRun: JobRun?) async throws {
    guard let begun = try await begin(id, in: jobRun) else { return }
    let start = machineClock.now()
    func end(_ error: String?) async throws {
      let run = try await self.end(begun, error, in: jobRun)
      ended(run, .milliseconds(machineClock.now().milliseconds(since: start)))
    }
    do {
      guard let shop else { throw ShopFailure("no shop is configured any more") }
      let listing = try await list(shop, in: begun)
      try await removeMissing(from: listing, in: begun)
      try await end(nil)
    } catch let taken as JobTaken {
      throw taken
    } catch {
      // A server that ends leaves the run to the next attempt.
      try Task.checkCancellation()
      let isFinal = jobRun.map { $0.attempt >= $0.maxAttempts } ?? true
      guard error is ShopFailure || isFinal else { throw error }
      try await end("\(error)")
    }
  }

  /// Ends a run whose job was called off.
  public func callOff(_ job: SyncShop) async throws {
    guard let id = job.run else { return }
    try await store.atomically(.unkeyed) { transaction in
      guard let run = try transaction.lockSyncRun(id), run.status == .running else { return }
      try finish(run, "it was called off", in: transaction)
    }
  }

  // MARK: Steps

  /// Begins a run; nil where it is over.
  private func begin(_ id: SyncRun.ID, in jobRun: JobRun?) async throws -> SyncRun? {
    try await store.atomically(.unkeyed) { transaction in
      guard var run = try transaction.lockSyncRun(id), run.status == .running else {
        if let jobRun { try transaction.work.complete(jobRun) }
        return nil
      }
      run.begin()
      try transaction.update(run)
      return run
    }
  }

  /// Follows the whole listing, page by page. The shop is never asked within a transaction.
  private func list(_ shop: any ShopCatalogue, in run: SyncRun) async throws -> SeenListing {
    let deadline = machineClock.now().adding(seconds: Self.longestRun)
    var (seen, size, place) = (SeenListing(), Self.pageSize, String?.none)
    while true {
      let page = try await shop.page(first: size, after: place)
      let terms = terms()
      seen.cutShort.formUnion(page.products.filter(\.isCutShort).map(\.number))
      for slice in page.listed(coinsPerUnit: terms.coinsPerCurrencyUnit).slices(of: Self.slice) {
        let count = seen.note(slice)
        try await follow(slice, new: count, publishing: terms.publishesShopProducts, in: run)
      }
      guard let next = page.next else { break }
      guard next != place, seen.variants.count <= Self.mostVariants,
        machineClock.now() <= deadline
      else { throw ShopFailure("the shop's listing does not end") }
      (place, size) = (next, page.size)
    }
    // An empty listing is more likely a mistake, or a token that sees nothing, than an empty shop.
    guard !seen.variants.isEmpty else { throw ShopFailure("the shop lists nothing") }
    return seen
  }

  /// Brings products in step with some variants.
  /// - Parameter new: how many of them the run sees for the first time.
  private func follow(
    _ variants: [ListedVariant], new: Int, publishing isPublished: Bool, in run: SyncRun
  ) async throws {
    try await step(of: run) { transaction, now in
      let found = try transaction.lockShopRows(of: variants.map(\.number))
      let known = Dictionary(found.map { ($0.row.variant, $0) }) { first, _ in first }
      var counts = SyncCounts(seen: Int64(new))
      var (made, changed): ([ShopRow], [ShopRow]) = ([], [])
      for variant in variants {
        guard let (before, unshipped) = known[variant.number] else {
          made.append(ShopRow(id: ids.make(), of: variant, isPublished: isPublished))
          continue
        }
        let row = before.following(variant, unshipped: unshipped)
        guard row != before else { continue }
        changed.append(row)
        if row.oversold > before.oversold { try transaction.tell(.productOversold(row)) }
      }
      if !made.isEmpty { counts.created = Int64(try transaction.insert(made, at: now)) }
      for row in made where row.oversold > 0 { try transaction.tell(.productOversold(row)) }
      if !changed.isEmpty { try transaction.update(changed, at: now) }
      counts.updated = Int64(changed.count)
      return counts
    }
  }

  /// Takes off sale what the whole listing did not have.
  private func removeMissing(from listing: SeenListing, in run: SyncRun) async throws {
    let pageSize = 1_000
    var last: FollowedVariant?
    while true {
      let page = try await store.followedVariants(after: last, limit: pageSize)
      let missing = page.filter { !listing.has($0) }.map(\.id)
      for slice in missing.slices(of: Self.slice) {
        try await step(of: run) { transaction, now in
          SyncCounts(removed: Int64(try transaction.removeShopRows(slice.sorted(), at: now)))
        }
      }
      guard page.count == pageSize else { return }
      last = page.last
    }
  }

  /// One unit of work of a run, unless somebody else makes the run by now.
  /// - Throws: `JobTaken`, what `body` throws, or the store's error.
  private func step(
    of begun: SyncRun,
    _ body: @escaping @Sendable (any FitnessTransaction, Instant) throws -> SyncCounts
  ) async throws {
    let now = clock.now()
    try await store.atomically(.unkeyed) { transaction in
      var run = try lock(begun, in: transaction)
      run.counts.add(try body(transaction, now))
      try transaction.update(run)
    }
  }

  private func end(
    _ begun: SyncRun, _ error: String?, in jobRun: JobRun?
  ) async throws -> SyncRun {
    try await store.atomically(.unkeyed) { transaction in
      let run = try finish(try lock(begun, in: transaction), error, in: transaction)
      if let jobRun { try transaction.work.complete(jobRun) }
      return run
    }
  }

  @discardableResult
  private func finish(
    _ run: SyncRun, _ error: String?, in transaction: any FitnessTransaction
  ) throws -> SyncRun {
    var run = run
    run.finish(error, at: clock.now())
    try transaction.update(run)
    if run.isFollowed { try transaction.enqueue(startOrJoin(in: transaction).run) }
    return run
  }

  private func lock(
    _ begun: SyncRun, in transaction: any FitnessTransaction
  ) throws -> SyncRun {
    guard let run = try transaction.lockSyncRun(begun.id), run.status == .running,
      run.attempt == begun.attempt
    else { throw JobTaken() }
    return run
  }
}

/// What a listing has had so far: a few octets a variant, and no more of it.
struct SeenListing {
  private(set) var variants: Set<ShopNumber> = []
  /// Products that may have more variants than the shop lists of them.
  var cutShort: Set<ShopNumber> = []

  /// Notes variants.
  /// - Returns: how many of them are seen for the first time.
  mutating func note(_ slice: [ListedVariant]) -> Int {
    let before = variants.count
    variants.formUnion(slice.map(\.number))
    return variants.count - before
  }

  /// Whether a product's variant was listed, or may have been left out.
  func has(_ followed: FollowedVariant) -> Bool {
    variants.contains(followed.variant) || cutShort.contains(followed.product)
  }
}

extension SyncCounts {
  /// Adds what was done.
  mutating func add(_ other: SyncCounts) {
    seen += other.seen
    created += other.created
    updated += other.updated
    removed += other.removed
  }
}

extension Array {
  /// Its elements in slices of so many, in their order.
  fileprivate func slices(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map { start in
      Array(self[start..<Swift.min(start + count, self.count)])
    }
  }
}
