import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What jobs do with orders that wait, on every engine.
@Suite struct OrderJobTests {
  @Test("An order is confirmed when its time to be called off is over", arguments: Engine.allCases)
  func confirming(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (order, ada) = try await Self.pending(in: fitness)
    let due = try await fitness.dueJobs()
    #expect(due == ["fitness.order.confirm": order.createdAt.adding(seconds: 900)])
    fitness.clock.advance(seconds: 899)
    let early = try await fitness.orders.settle(order.id)
    #expect(early == order.createdAt.adding(seconds: 900))
    fitness.clock.advance(seconds: 1)
    for _ in 0..<2 {
      let again = try await fitness.orders.settle(order.id)
      #expect(again == nil)
    }
    #expect(try await fitness.store.order(order.id)?.state == .confirmed)
    #expect(try await fitness.coins(of: ada) == CoinSums(5, 0, 10))
    #expect(
      try await fitness.told(of: order) == ["fitness.order.created", "fitness.order.confirmed"])
  }

  @Test(
    "An order that nobody confirms by hand is called off in the end", arguments: Engine.allCases)
  func expiring(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    fitness.terms.change { $0.confirmsOrders = false }
    let (order, ada) = try await Self.pending(in: fitness)
    #expect(try await fitness.dueJobs().keys.elementsEqual(["fitness.order.expire"]))
    fitness.clock.advance(seconds: 72 * 3_600 - 1)
    let early = try await fitness.orders.settle(order.id)
    #expect(early == order.createdAt.adding(seconds: 72 * 3_600))
    fitness.clock.advance(seconds: 1)
    let end = try await fitness.orders.settle(order.id)
    #expect(end == nil)
    let found = try #require(try await fitness.store.order(order.id))
    #expect(found.state == .cancelled && found.reason != nil)
    #expect(try await fitness.coins(of: ada) == CoinSums(15, 0, 0))
    let product = try #require(found.items.first).productID
    #expect(try await fitness.stock(of: product) == 10)
  }

  @Test("The order of somebody who is blocked waits until they are not", arguments: Engine.allCases)
  func blocked(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (order, ada) = try await Self.pending(in: fitness)
    let known = try #require(try await fitness.directory.user(ada))
    fitness.directory.add(
      DirectoryUser(id: ada, name: known.name, email: known.email, isActive: false))
    fitness.clock.advance(seconds: 7_200)
    let now = fitness.time.clock.now()
    let again = try #require(try await fitness.orders.settle(order.id))
    #expect(again > now && again <= now.adding(seconds: 300))
    #expect(try await fitness.store.order(order.id)?.state == .pending)
    fitness.directory.add(known)
    let end = try await fitness.orders.settle(order.id)
    #expect(end == nil)
    #expect(try await fitness.store.order(order.id)?.state == .confirmed)
  }

  @Test("Orders follow what administrators set after they were placed", arguments: Engine.allCases)
  func newTerms(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (order, _) = try await Self.pending(in: fitness)
    fitness.terms.change { $0.confirmsOrders = false }
    fitness.clock.advance(seconds: 900)
    let again = try #require(try await fitness.orders.settle(order.id))
    #expect(again == fitness.time.clock.now().adding(seconds: 900))
    fitness.terms.change { $0.confirmsOrders = true }
    let end = try await fitness.orders.settle(order.id)
    #expect(end == nil)
    #expect(try await fitness.store.order(order.id)?.state == .confirmed)
  }

  private static func pending(in fitness: FitnessFixture) async throws -> (Order, UserID) {
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 15)
    return (try await fitness.order(of: try await fitness.product(price: 10), by: ada), ada)
  }
}

extension FitnessFixture {
  /// The jobs of orders that wait, by kind: when they are due.
  func dueJobs() async throws -> [String: Instant] {
    let rows = try await database.all(
      "SELECT kind, scheduled_at FROM platform_jobs WHERE kind LIKE 'fitness.order.%'"
    ) { try ($0.get("kind", as: String.self), $0.get("scheduled_at", as: Instant.self)) }
    return Dictionary(rows, uniquingKeysWith: { first, _ in first })
  }

  /// How many of a product there are.
  func stock(of product: Product.ID) async throws -> Int64? {
    try await store.product(product)?.stock
  }
}
