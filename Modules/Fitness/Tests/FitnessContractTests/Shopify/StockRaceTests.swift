import Fitness
import FitnessTesting
import Kernel
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Orders that are placed and given up while the shop is listed, on every engine.
@Suite(.timeLimit(.minutes(30))) struct StockRaceTests {
  @Test(
    "However orders and syncs meet, the stock is what the shop has less what is to be sent",
    arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    fitness.terms.change { $0.publishesShopProducts = true }
    let shop = try FakeShop([FakeProduct(1, "Mug", price: "0.05", stock: 30)])
    _ = try await fitness.sync(with: shop)
    let row = try #require(try await fitness.shopProducts().first)
    try await fitness.set(row, "requires_shipping = \(false)")
    let mug = try #require(try await fitness.store.product(row.id))
    var users: [UserID] = []
    for number in 0..<24 {
      let user = try fitness.user("walker-\(number)")
      try await fitness.credit(user, 1_000)
      users.append(user)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, user) in users.enumerated() {
        group.addTask {
          let order = try await fitness.order(1, of: mug, by: user)
          guard number % 3 == 0 else { return }
          _ = try await fitness.orders.cancel(order.id, because: nil, by: fitness.caller(user))
        }
      }
      group.addTask { for _ in 0..<6 { _ = try await fitness.sync(with: shop) } }
      try await group.waitForAll()
    }
    #expect(try await fitness.stock(of: mug) == 30 - 16)
    _ = try await fitness.sync(with: shop)
    #expect(try await fitness.stock(of: mug) == 30 - 16)
    #expect(try await fitness.oversold(row).isEmpty)
  }
}
