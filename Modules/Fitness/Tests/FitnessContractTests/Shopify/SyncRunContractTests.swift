import Fitness
import FitnessTesting
import Jobs
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import Work
import WorkTesting

/// When runs of the sync begin and end, on every engine.
@Suite(.timeLimit(.minutes(30))) struct SyncRunContractTests {
  private static func shop() throws -> FakeShop {
    try FakeShop([FakeProduct(1, "Mug", price: "8.50", stock: 3)])
  }

  private func webhook(
    _ delivery: String, _ topic: String = "products/update", in fitness: FitnessFixture
  ) -> ShopWebhook {
    ShopWebhook(
      id: fitness.ids.make(), delivery: delivery, topic: topic,
      receivedAt: fitness.time.clock.now())
  }

  @Test("Of twenty who ask at once, all get the same run", arguments: Engine.allCases)
  func sameRun(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try Self.shop()
    let syncs = fitness.syncs(shop.catalogue())
    let runs = try await withThrowingTaskGroup(of: SyncRun.ID.self) { group in
      for _ in 0..<20 { group.addTask { try await syncs.start(by: .operatorConsole).id } }
      return try await group.reduce(into: Set<SyncRun.ID>()) { $0.insert($1) }
    }
    #expect(runs.count == 1)
    try await fitness.work(on: syncs)
    #expect(shop.seen.count == 1)
    #expect(try await syncs.start(by: .operatorConsole).id != runs.first)
  }

  @Test("A start is recorded once for the run, by who began it", arguments: Engine.allCases)
  func audited(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let syncs = fitness.syncs(try Self.shop().catalogue())
    for _ in 0..<2 { _ = try await syncs.start(by: .operatorConsole) }
    #expect(
      try await fitness.count("platform_audit WHERE action = 'fitness.products.sync'") == 1)
  }

  @Test("Without a shop nothing is begun", arguments: Engine.allCases)
  func notConfigured(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    await #expect(throws: SyncRefusal.notConfigured) {
      try await fitness.syncs(nil).start(by: .operatorConsole)
    }
    try await fitness.syncs(nil).receive(webhook("a", in: fitness))
    #expect(try await fitness.count("fitness_shopify_runs") == 0)
  }

  @Test(
    "A webhook has the shop listed, however often it is sent; other topics do not",
    arguments: Engine.allCases)
  func webhooks(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let syncs = fitness.syncs(try Self.shop().catalogue())
    try await syncs.receive(webhook("a", "orders/create", in: fitness))
    #expect(try await fitness.count("fitness_shopify_runs") == 0)
    for topic in [
      "products/create", "products/update", "products/delete", "inventory_levels/update",
    ] {
      for _ in 0..<3 { try await syncs.receive(webhook(topic, topic, in: fitness)) }
      try await fitness.work(on: syncs)
    }
    #expect(try await fitness.count("fitness_shopify_runs WHERE status = 'succeeded'") == 4)
    #expect(try await fitness.count("fitness_shopify_events") == 5)
    #expect(try await fitness.count("fitness_shopify_events WHERE deliveries = 3") == 4)
  }

  @Test(
    "One more run follows where webhooks came while one was under way",
    arguments: Engine.allCases)
  func following(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try Self.shop()
    let syncs = fitness.syncs(
      StagedCatalogue(shop.catalogue()) { page in
        guard page == 1 else { return }
        for number in 0..<5 {
          try await fitness.syncs(shop.catalogue()).receive(webhook("w\(number)", in: fitness))
        }
      })
    _ = try await syncs.start(by: .operatorConsole)
    try await fitness.work(on: syncs)
    #expect(shop.seen.count == 2)
    #expect(try await fitness.count("fitness_shopify_runs WHERE status = 'succeeded'") == 2)
    #expect(try await fitness.count("platform_jobs WHERE state = 'completed'") == 2)
  }

  @Test(
    "A run that failed is followed, too, where webhooks came meanwhile",
    arguments: Engine.allCases)
  func followingFailure(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try Self.shop()
    shop.fail(.status(403))
    let syncs = fitness.syncs(shop.catalogue())
    _ = try await syncs.start(by: .operatorConsole)
    try await syncs.receive(webhook("w", in: fitness))
    try await fitness.work(on: syncs)
    let statuses = try await syncs.runs(before: nil, limit: 10).map(\.status)
    #expect(statuses == [.succeeded, .failed])
  }

  @Test(
    "A run whose job is gone has another one as soon as somebody asks",
    arguments: Engine.allCases)
  func jobLost(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let syncs = fitness.syncs(try Self.shop().catalogue())
    let run = try await syncs.start(by: .operatorConsole)
    try await fitness.database.execute("UPDATE platform_jobs SET state = 'discarded'")
    try await fitness.work(on: syncs)
    #expect(try await syncs.run(run.id).status == .running)
    #expect(try await syncs.start(by: .operatorConsole).id == run.id)
    try await fitness.work(on: syncs)
    #expect(try await syncs.run(run.id).status == .succeeded)
  }

  @Test(
    "Whoever began a run before another one did changes nothing more", arguments: Engine.allCases)
  func fenced(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop((1...60).map { FakeProduct($0, "P\($0)", price: "1", stock: 1) })
    let other = fitness.syncs(shop.catalogue())
    let syncs = fitness.syncs(
      StagedCatalogue(shop.catalogue()) { page in
        // The job of a worker that was held up is done by another one.
        guard page == 2, let id = try await other.runs(before: nil, limit: 1).first?.id
        else { return }
        try await other.perform(id, in: nil)
      })
    let run = try await syncs.start(by: .operatorConsole)
    let (job, jobRun) = try #require(try await fitness.takeSync())
    await #expect(throws: JobTaken.self) { try await syncs.perform(job, in: jobRun) }
    let ended = try await other.run(run.id)
    #expect(ended.status == .succeeded && ended.counts.seen == 60 && ended.attempt == 2)
    #expect(try await fitness.shopProducts().count == 60)
  }

  @Test("A run whose job is called off is over", arguments: Engine.allCases)
  func calledOff(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let syncs = fitness.syncs(try Self.shop().catalogue())
    let run = try await syncs.start(by: .operatorConsole)
    let (job, jobRun) = try #require(try await fitness.takeSync())
    try await syncs.callOff(job)
    try await syncs.perform(job, in: jobRun)
    let ended = try await syncs.run(run.id)
    #expect(ended.status == .failed && ended.error == "it was called off")
  }

  @Test(
    "A run that is cut off is begun anew, and nothing counts twice", arguments: Engine.allCases)
  func cutOff(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try FakeShop((1...60).map { FakeProduct($0, "P\($0)", price: "1", stock: 1) })
    let failing = FailingDatabase(fitness.database)
    let run = try await fitness.syncs(shop.catalogue()).start(by: .operatorConsole)
    let (job, jobRun) = try #require(try await fitness.takeSync())
    let other = FitnessFixture(over: failing)
    failing.fail(.lostCommit(3))
    await #expect(throws: StorageUnavailable.self) {
      try await other.syncs(shop.catalogue()).perform(job, in: jobRun)
    }
    let syncs = fitness.syncs(shop.catalogue())
    #expect(try await syncs.run(run.id).status == .running)
    try await syncs.perform(job, in: jobRun)
    let ended = try await syncs.run(run.id)
    #expect(ended.status == .succeeded && ended.counts == SyncCounts(seen: 60, created: 10))
    #expect(try await fitness.shopProducts().count == 60)
  }

  @Test("The last attempt at a run ends it, whatever failed", arguments: Engine.allCases)
  func lastAttempt(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let failing = FailingDatabase(fitness.database)
    let shop = try Self.shop()
    let run = try await fitness.syncs(shop.catalogue()).start(by: .operatorConsole)
    try await fitness.database.execute(
      "UPDATE platform_jobs SET attempt = max_attempts - 1 WHERE kind = \(SyncShop.kind)")
    let (job, jobRun) = try #require(try await fitness.takeSync())
    failing.fail(.lostCommit(2))
    try await FitnessFixture(over: failing).syncs(shop.catalogue()).perform(job, in: jobRun)
    let ended = try await fitness.syncs(nil).run(run.id)
    #expect(ended.status == .failed && ended.error != nil)
  }

  @Test("The nightly job begins a run, and forgets what is old", arguments: Engine.allCases)
  func nightly(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try Self.shop()
    let syncs = fitness.syncs(shop.catalogue())
    try await syncs.receive(webhook("old", in: fitness))
    try await fitness.work(on: syncs)
    fitness.clock.advance(seconds: 91 * 86_400)
    try await syncs.perform(SyncShop(nil), in: try await fitness.enqueued(SyncShop(nil)))
    try await fitness.work(on: syncs)
    let runs = try await syncs.runs(before: nil, limit: 10)
    #expect(runs.count == 1 && runs[0].status == .succeeded)
    #expect(try await fitness.count("fitness_shopify_events") == 0)
  }

  @Test("Runs are listed newest first, page by page", arguments: Engine.allCases)
  func list(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let shop = try Self.shop()
    var ids: [SyncRun.ID] = []
    for _ in 0..<3 { ids.append(try await fitness.sync(with: shop).id) }
    let syncs = fitness.syncs(nil)
    let page = try await syncs.runs(before: nil, limit: 2)
    #expect(page.map(\.id) == [ids[2], ids[1]])
    #expect(try await syncs.runs(before: page[1].id, limit: 2).map(\.id) == [ids[0]])
    await #expect(throws: SyncRefusal.notFound) { try await syncs.run(fitness.ids.make()) }
  }
}

/// A shop of which a test hears before each page.
struct StagedCatalogue: ShopCatalogue {
  private let shop: any ShopCatalogue
  private let stage: @Sendable (_ page: Int) async throws -> Void
  private let counter = PageCounter()

  init(_ shop: any ShopCatalogue, stage: @escaping @Sendable (_ page: Int) async throws -> Void) {
    self.shop = shop
    self.stage = stage
  }

  func page(first: Int, after: String?) async throws(ShopFailure) -> ShopPage {
    do { try await stage(counter.next()) } catch { throw ShopFailure("the stage: \(error)") }
    return try await shop.page(first: first, after: after)
  }
}

/// Counts pages.
private final class PageCounter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
