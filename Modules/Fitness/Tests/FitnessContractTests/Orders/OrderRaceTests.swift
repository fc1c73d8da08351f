import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// What happens at once, on every engine.
@Suite struct OrderRaceTests {
  @Test(
    "Of fifty buyers of the last item one has it, and the others keep their coins",
    arguments: Engine.allCases)
  func lastItem(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let product = try await fitness.product(price: 10, stock: 1)
    var buyers: [UserID] = []
    for number in 0..<50 {
      let buyer = try fitness.user("buyer\(number)")
      try await fitness.credit(buyer, 15)
      buyers.append(buyer)
    }
    let results = await Self.atOnce(buyers) { try await fitness.order(of: product, by: $0) }
    #expect(results.filter { $0.isOrder }.count == 1)
    #expect(
      results.filter {
        $0.refusal == .outOfStock([.init(productID: product.id, available: 0)])
      }.count == 49)
    #expect(try await fitness.stock(of: product) == 0)
    let orders = try await fitness.count("fitness_orders")
    #expect(orders == 1)
    var sums: [CoinSums: Int] = [:]
    for buyer in buyers { sums[try await fitness.coins(of: buyer), default: 0] += 1 }
    #expect(sums == [CoinSums(5, 10, 0): 1, CoinSums(15, 0, 0): 49])
  }

  @Test("Of fifty orders for the last coin one is placed", arguments: Engine.allCases)
  func lastCoin(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    var products: [Product] = []
    for number in 0..<5 {
      products.append(try await fitness.product("P\(number)", price: 10, stock: 100))
    }
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 19)
    let choices = (0..<50).map { products[$0 % 5] }
    let results = await Self.atOnce(choices) { try await fitness.order(of: $0, by: ada) }
    #expect(results.filter { $0.isOrder }.count == 1)
    #expect(
      results.filter { $0.isShort(of: 10, having: 9) }.count == 49,
      "\(results.compactMap(\.problem))")
    #expect(try await fitness.coins(of: ada) == CoinSums(9, 10, 0))
    var left: Int64 = 0
    for product in products { left += try await fitness.stock(of: product) ?? 0 }
    #expect(left == 499)
  }

  @Test(
    "Orders of the same products in opposite orders wait for each other and are all placed",
    arguments: Engine.allCases)
  func crossing(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (first, second) = (
      try await fitness.product("A", price: 1, stock: 1_000),
      try await fitness.product("B", price: 1, stock: 1_000)
    )
    var buyers: [UserID] = []
    for number in 0..<20 {
      let buyer = try fitness.user("buyer\(number)")
      try await fitness.credit(buyer, 100)
      buyers.append(buyer)
    }
    let results = await Self.atOnce(Array(buyers.enumerated())) { number, buyer in
      let pair = number.isMultiple(of: 2) ? [first, second] : [second, first]
      let order = try await fitness.orders.place(
        OrderRequest(lines: pair.map { .init(productID: $0.id, quantity: 1) }),
        by: fitness.caller(buyer))
      return try await fitness.orders.cancel(order.id, by: fitness.caller(buyer))
    }
    #expect(results.allSatisfy { $0.isOrder }, "\(results.compactMap(\.problem))")
    #expect(try await fitness.stock(of: first) == 1_000)
    #expect(try await fitness.stock(of: second) == 1_000)
  }

  @Test(
    "Of confirming and calling off at once one wins, and coins and stock follow it",
    arguments: Engine.allCases)
  func decisions(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let product = try await fitness.product(price: 10, stock: 100)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 1_000)
    let merchant = try fitness.merchant()
    var cancelled: Int64 = 0
    for _ in 0..<20 {
      let order = try await fitness.order(of: product, by: ada)
      let acts: [@Sendable () async throws -> Order] = [
        { try await fitness.orders.cancel(order.id, by: fitness.caller(ada)) },
        { try await fitness.orders.setStatus(order.id, .init(to: .processing), by: merchant) },
        { try await fitness.orders.setStatus(order.id, .init(to: .confirmed), by: merchant) },
        { try await fitness.orders.cancel(order.id, by: merchant) },
      ]
      _ = await Self.atOnce(acts) { try await $0() }
      if try await fitness.store.order(order.id)?.state == .cancelled { cancelled += 1 }
    }
    let open = 20 - cancelled
    #expect(try await fitness.stock(of: product) == 100 - open)
    let coins = try await fitness.coins(of: ada)
    #expect(coins.available + coins.frozen + coins.spent == 1_000 && coins.frozen == 0)
    #expect(coins.spent == open * 10)
    #expect(try await fitness.bookDifferences(of: ada) == [])
  }

  @Test("Twenty refunds of the same part at once pay it back once", arguments: Engine.allCases)
  func refunds(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let product = try await fitness.product(price: 10, stock: 5)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 30)
    let merchant = try fitness.merchant()
    let order = try await fitness.order(3, of: product, by: ada)
    _ = try await fitness.orders.setStatus(order.id, .init(to: .confirmed), by: merchant)
    let refund = OrderRefund(
      reason: "torn", items: [.init(itemID: order.items[0].id, quantity: 2)])
    let results = await Self.atOnce(Array(0..<20)) { _ in
      try await fitness.orders.refund(order.id, refund, by: merchant)
    }
    #expect(results.filter(\.isOrder).count == 1)
    #expect(results.filter { $0.refusal == .notRefundable(.confirmed) }.count == 19)
    #expect(try await fitness.coins(of: ada) == CoinSums(20, 0, 10))
    #expect(try await fitness.stock(of: product) == 4)
  }

  /// Does something for each of many at once.
  private static func atOnce<Element: Sendable>(
    _ elements: [Element], _ act: @escaping @Sendable (Element) async throws -> Order
  ) async -> [OrderResult] {
    await withTaskGroup(of: OrderResult.self) { group in
      for element in elements {
        group.addTask {
          do {
            return OrderResult(order: try await act(element), problem: nil)
          } catch {
            return OrderResult(order: nil, problem: error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }
}

/// What became of one of many attempts.
private struct OrderResult: Sendable {
  let order: Order?
  let problem: (any Error)?

  var isOrder: Bool { order != nil }
  var refusal: OrderRefusal? { problem as? OrderRefusal }

  func isShort(of needed: Int64, having available: Int64) -> Bool {
    guard case .insufficientCoins(let wanted, let found)? = problem as? CoinRefusal else {
      return false
    }
    return wanted == needed && found == available
  }
}
