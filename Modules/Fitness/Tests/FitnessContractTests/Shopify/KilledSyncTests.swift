import Fitness
import FitnessTesting
import Glibc
import Kernel
import Ports
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// What a process leaves behind that is killed in the middle of a run, on every engine.
@Suite(.timeLimit(.minutes(30))) struct KilledSyncTests {
  @Test(
    "Killed between any two statements, a process leaves a run that another one ends as if it had",
    arguments: Engine.allCases)
  func sync(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let address = try #require(Engine.address(of: fitness.database))
    let shop = try Self.shop()
    // A first listing has a product more, so that runs remove one.
    func reset() async throws {
      try await fitness.database.execute("DELETE FROM fitness_reward_products")
      shop.products.append(FakeProduct(9, "Gone", price: "1", stock: 1))
      _ = try await fitness.sync(with: shop)
      shop.products.removeLast()
      try await fitness.database.execute(
        "UPDATE fitness_reward_products SET coin_price = 1 WHERE shopify_variant_id = '10'")
      _ = try await fitness.syncs(shop.catalogue()).start(by: .operatorConsole)
    }
    try await reset()
    let rehearsal = MortalDatabase(fitness.database, dyingAt: 0)
    try await Self.perform(in: rehearsal)
    let expected = try await fitness.shopProducts()
    #expect(rehearsal.steps > 10 && expected.map(\.status) == ["new", "new", "removed"])
    for number in 1...rehearsal.steps {
      try await reset()
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [address = address as String, number = number as Int] in
        try await Self.perform(in: MortalDatabase(try Engine.open(address), dyingAt: number))
      }
      // A worker that died has its jobs taken by others.
      try await fitness.database.execute(
        "UPDATE platform_jobs SET state = 'available' WHERE state = 'running'")
      try await fitness.work(on: fitness.syncs(shop.catalogue()))
      let found = try await fitness.shopProducts()
      #expect(found.map(\.name) == expected.map(\.name), "killed at \(number)")
      #expect(found.map(\.coinPrice) == expected.map(\.coinPrice), "killed at \(number)")
      #expect(found.map(\.status) == expected.map(\.status), "killed at \(number)")
      #expect(try await fitness.count("fitness_shopify_runs WHERE status <> 'succeeded'") == 0)
      #expect(try await fitness.count("platform_jobs WHERE state <> 'completed'") == 0)
    }
  }

  private static func shop() throws -> FakeShop {
    try FakeShop([
      FakeProduct(1, "Mug", price: "8.50", stock: 3), FakeProduct(2, "Cap", price: "5", stock: 2),
    ])
  }

  /// Does the job of the run that waits.
  private static func perform(in database: any Database) async throws {
    let fitness = FitnessFixture(over: database, seed: 3)
    let shop = try Self.shop()
    try await fitness.work(on: fitness.syncs(shop.catalogue()))
  }
}
