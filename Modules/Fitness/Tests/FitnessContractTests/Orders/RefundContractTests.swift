import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// What is paid back, on every engine.
@Suite struct RefundContractTests {
  @Test(
    "Paid back in parts, an order is paid back exactly, and to the shelf as far as it was not sent",
    arguments: Engine.allCases)
  func parts(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (socks, mat) = (
      try await fitness.product(price: 7, stock: 10), try await fitness.product("Mat", price: 13)
    )
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 100)
    let merchant = try fitness.merchant()
    let placed = try await fitness.orders.place(
      OrderRequest(
        lines: [
          .init(productID: socks.id, quantity: 3), .init(productID: mat.id, quantity: 2),
        ]), by: fitness.caller(ada))
    let confirmed = try await fitness.orders.setStatus(
      placed.id, .init(to: .confirmed), by: merchant)
    let items = confirmed.items.map(\.id)

    // Not sent yet: it goes back on the shelf, unless somebody says that it is gone.
    var order = try await fitness.orders.refund(
      placed.id, OrderRefund(reason: "one", items: [.init(itemID: items[0], quantity: 1)]),
      by: merchant)
    #expect(order.state == .confirmed && order.refundedCoins == 7)
    #expect(order.items.map(\.refundedQuantity) == [1, 0])
    order = try await fitness.orders.refund(
      placed.id,
      OrderRefund(
        reason: "lost", items: [.init(itemID: items[0], quantity: 1)], restocks: false),
      by: merchant)
    #expect(try await fitness.stock(of: socks) == 8)
    #expect(try await fitness.coins(of: ada) == CoinSums(67, 0, 33))

    await #expect(throws: OrderRefusal.notRefundable(.confirmed)) {
      try await fitness.orders.refund(
        placed.id,
        OrderRefund(
          reason: "more",
          items: [.init(itemID: items[0], quantity: 1), .init(itemID: items[0], quantity: 1)]),
        by: merchant)
    }
    await #expect(throws: OrderRefusal.unknownItems([0])) {
      try await fitness.orders.refund(
        placed.id,
        OrderRefund(reason: "other", items: [.init(itemID: fitness.ids.make(), quantity: 1)]),
        by: merchant)
    }

    // Sent: it is gone, unless somebody says that it came back.
    for step in [OrderState.processing, .shipped] {
      _ = try await fitness.orders.setStatus(
        placed.id, .init(to: step, trackingNumber: "1Z"), by: merchant)
    }
    order = try await fitness.orders.refund(
      placed.id,
      OrderRefund(reason: "back", items: [.init(itemID: items[1], quantity: 1)], restocks: true),
      by: merchant)
    #expect(order.state == .shipped && order.refundedCoins == 27)
    order = try await fitness.orders.refund(
      placed.id, OrderRefund(reason: "all"), by: merchant)
    #expect(order.state == .refunded && order.refundedCoins == 47 && order.reason == "all")
    #expect(order.reached[.refunded] != nil)
    #expect(try await fitness.coins(of: ada) == CoinSums(100, 0, 0))
    #expect(try await fitness.stock(of: socks) == 8)
    #expect(try await fitness.stock(of: mat) == 9)
    #expect(try await fitness.bookDifferences(of: ada) == [])
    await #expect(throws: OrderRefusal.notRefundable(.refunded)) {
      try await fitness.orders.refund(placed.id, OrderRefund(reason: "again"), by: merchant)
    }
    let audited = try await fitness.count("platform_audit WHERE action = 'fitness.order.refund'")
    #expect(audited == 4)
  }

  @Test(
    "Nothing is paid back before it is paid, or after it was called off", arguments: Engine.allCases
  )
  func unpaid(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    for state in [OrderState.pending, .cancelled] {
      let (order, merchant) = try await fitness.order(in: state)
      await #expect(throws: OrderRefusal.notRefundable(state)) {
        try await fitness.orders.refund(order.id, OrderRefund(reason: "no"), by: merchant)
      }
    }
  }

  @Test(
    "Coins that are taken back after they were spent are owed, and a refund pays that first",
    arguments: Engine.allCases)
  func debtFirst(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 100)
    let merchant = try fitness.merchant()
    let order = try await fitness.order(of: try await fitness.product(price: 80), by: ada)
    _ = try await fitness.orders.setStatus(order.id, .init(to: .confirmed), by: merchant)
    let reference = CoinReference(.stepRecord, fitness.ids.make(StepRecord.self))
    try await fitness.store.atomically(.unkeyed) { transaction in
      _ = try transaction.move([.takeBack(50, reference, note: nil)], of: ada)
    }
    #expect(try await fitness.coins(of: ada) == CoinSums(0, 0, 80, 30))
    _ = try await fitness.orders.refund(order.id, OrderRefund(reason: "torn"), by: merchant)
    #expect(try await fitness.coins(of: ada) == CoinSums(50, 0, 0))
    #expect(try await fitness.bookDifferences(of: ada) == [])
  }

  @Test("Coins that are held stay held when others are taken back", arguments: Engine.allCases)
  func heldStays(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 100)
    let order = try await fitness.order(of: try await fitness.product(price: 80), by: ada)
    let reference = CoinReference(.stepRecord, fitness.ids.make(StepRecord.self))
    try await fitness.store.atomically(.unkeyed) { transaction in
      _ = try transaction.move([.takeBack(50, reference, note: nil)], of: ada)
    }
    #expect(try await fitness.coins(of: ada) == CoinSums(0, 80, 0, 30))
    _ = try await fitness.orders.cancel(order.id, by: fitness.caller(ada))
    let coins = try await fitness.coins(of: ada)
    #expect(coins.available - coins.debt == 50 && coins.frozen == 0)
  }
}
