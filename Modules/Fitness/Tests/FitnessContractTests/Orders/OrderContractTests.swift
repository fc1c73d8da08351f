import Fitness
import FitnessTesting
import Kernel
import Ports
import Storage
import StorageTesting
import Testing

/// Orders from being placed to their end, on every engine.
@Suite struct OrderContractTests {
  @Test(
    "A placed order holds its coins, takes its stock, and is kept as it was ordered",
    arguments: Engine.allCases)
  func placing(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let socks = try await fitness.product(price: 8, stock: 10, ships: true)
    let card = try await fitness.product("Card", price: 10, stock: nil)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 100)
    let address = ShippingAddress(json: #"{"name":"Ada","floor":3}"#)
    let order = try await fitness.orders.place(
      OrderRequest(
        lines: [
          .init(productID: socks.id, quantity: 1), .init(productID: card.id, quantity: 1),
          .init(productID: socks.id, quantity: 2),
        ], address: address, expectedTotal: 34), by: fitness.caller(ada))
    #expect(order.state == .pending && order.totalCoins == 34 && order.userID == ada)
    #expect(order.items.map(\.name) == ["Socks", "Card"])
    #expect(order.items.map(\.quantity) == [3, 1] && order.items.map(\.coinPrice) == [8, 10])
    #expect(try await fitness.coins(of: ada) == CoinSums(66, 34, 0))
    #expect(try await fitness.stock(of: socks) == 7)
    #expect(try await fitness.stock(of: card) == nil)
    _ = try await fitness.products.change(
      socks.id, ProductChange(price: .set(9)) { $0.name = "Stockings" }, by: fitness.merchant())
    let found = try await fitness.orders.order(order.id, for: fitness.caller(ada))
    #expect(found == order && found.address == address)
    #expect(try await fitness.told(of: order) == ["fitness.order.created"])
  }

  @Test("Coins that are short refuse an order whole", arguments: Engine.allCases)
  func shortOfCoins(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let socks = try await fitness.product(price: 8, stock: 10)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 7)
    await #expect(throws: CoinRefusal.insufficientCoins(needed: 8, available: 7)) {
      try await fitness.order(of: socks, by: ada)
    }
    #expect(try await fitness.stock(of: socks) == 10)
    let left = try await fitness.count("fitness_order_items")
    #expect(left == 0)
    #expect(try await fitness.coins(of: ada) == CoinSums(7, 0, 0))
  }

  @Test(
    "With orders switched off none is placed, and those before go on", arguments: Engine.allCases)
  func switchedOff(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let socks = try await fitness.product(price: 8)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 20)
    let order = try await fitness.order(of: socks, by: ada)
    fitness.terms.change { $0.features.remove(.orders) }
    await #expect(throws: FeatureDisabled.self) { try await fitness.order(of: socks, by: ada) }
    let gone = try await fitness.orders.cancel(order.id, by: fitness.caller(ada))
    #expect(gone.state == .cancelled)
    #expect(try await fitness.coins(of: ada) == CoinSums(20, 0, 0))
  }

  @Test("From the first step to the last, coins are paid once", arguments: Engine.allCases)
  func wholeWay(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let socks = try await fitness.product(price: 8, ships: false)
    let ada = try fitness.user("ada")
    try await fitness.credit(ada, 20)
    let merchant = try fitness.merchant()
    var order = try await fitness.order(2, of: socks, by: ada)
    let steps: [OrderStatusChange] = [
      .init(to: .confirmed), .init(to: .processing),
      .init(to: .shipped, trackingNumber: "1Z", carrier: "UPS"), .init(to: .delivered),
    ]
    for step in steps {
      order = try await fitness.orders.setStatus(order.id, step, by: merchant)
      #expect(order.state == step.state && order.reached[step.state] != nil)
      // Once more it is there already.
      let again = try await fitness.orders.setStatus(order.id, step, by: merchant)
      #expect(again == order)
      #expect(try await fitness.coins(of: ada) == CoinSums(4, 0, 16))
    }
    #expect(order.trackingNumber == "1Z" && order.carrier == "UPS")
    #expect(
      try await fitness.told(of: order) == [
        "fitness.order.created", "fitness.order.confirmed", "fitness.order.processing",
        "fitness.order.shipped", "fitness.order.delivered",
      ])
    let audited = try await fitness.count("platform_audit WHERE action = 'fitness.order.status'")
    #expect(audited == 4)
  }

  @Test("A parcel needs a number, and another one corrects it", arguments: Engine.allCases)
  func tracking(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (order, merchant) = try await fitness.order(in: .processing)
    await #expect(throws: OrderRefusal.trackingNumberMissing) {
      try await fitness.orders.setStatus(order.id, .init(to: .shipped), by: merchant)
    }
    for number in ["A1", "A2", "A2"] {
      let sent = try await fitness.orders.setStatus(
        order.id, .init(to: .shipped, trackingNumber: number), by: merchant)
      #expect(sent.trackingNumber == number)
    }
    let told = try await fitness.told(of: order).filter { $0 == "fitness.order.shipped" }
    #expect(told.count == 2)
  }

  @Test(
    "Every pair of states is stepped over by who keeps the shop as the table says",
    arguments: Engine.allCases)
  func table(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    for from in OrderState.allCases {
      for next in OrderState.allCases where next != from {
        let (order, merchant) = try await fitness.order(in: from)
        let user = try #require(order.userID)
        let isStep = Self.merchantSteps[from]?.contains(next) ?? false
        let change = OrderStatusChange(to: next, trackingNumber: "1Z")
        do {
          let moved = try await fitness.orders.setStatus(order.id, change, by: merchant)
          #expect(isStep && moved.state == next, "\(from) to \(next)")
        } catch let refusal as OrderRefusal {
          #expect(!isStep, "\(from) to \(next)")
          #expect(
            refusal == .invalidTransition(from, allowed: Self.merchantSteps[from] ?? []))
        }
        let state = try #require(try await fitness.store.order(order.id)?.state)
        #expect(try await fitness.coins(of: user) == Self.coins(in: state), "\(from) to \(next)")
        #expect(try await fitness.bookDifferences(of: user) == [])
      }
    }
  }

  @Test(
    "Owners call off what is not packed; strangers and support nothing", arguments: Engine.allCases)
  func cancelling(on engine: Engine) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let (stranger, support) = (
      fitness.caller(try fitness.user("bola")), fitness.caller(try fitness.user("sue"), .support)
    )
    for from in OrderState.allCases {
      let (order, _) = try await fitness.order(in: from)
      let owner = fitness.caller(try #require(order.userID))
      await #expect(throws: OrderRefusal.notFound) {
        try await fitness.orders.cancel(order.id, by: stranger)
      }
      await #expect(throws: OrderRefusal.forbidden) {
        try await fitness.orders.cancel(order.id, by: support)
      }
      if [.pending, .confirmed, .cancelled].contains(from) {
        let gone = try await fitness.orders.cancel(order.id, because: "no", by: owner)
        #expect(gone.state == .cancelled)
        #expect(try await fitness.coins(of: owner.userID) == Self.coins(in: .cancelled))
      } else {
        await #expect(throws: OrderRefusal.notCancellable(from)) {
          try await fitness.orders.cancel(order.id, by: owner)
        }
      }
    }
    let audited = try await fitness.count("platform_audit WHERE action = 'fitness.order.cancel'")
    #expect(audited == 0)
  }

  /// For what ships nothing.
  private static let merchantSteps: [OrderState: [OrderState]] = [
    .pending: [.confirmed, .cancelled], .confirmed: [.processing, .cancelled],
    .processing: [.shipped, .delivered, .cancelled], .shipped: [.delivered],
  ]

  /// What an order of ten out of fifteen leaves.
  private static func coins(in state: OrderState) -> CoinSums {
    switch state {
    case .pending: CoinSums(5, 10, 0)
    case .cancelled, .refunded: CoinSums(15, 0, 0)
    default: CoinSums(5, 0, 10)
    }
  }
}

extension FitnessFixture {
  /// A new order of ten out of fifteen coins, brought into a state by who keeps the shop.
  func order(in state: OrderState) async throws -> (Order, FitnessCaller) {
    let merchant = try merchant("merchant-\(ids.make(Order.self))")
    let user = try user("user-\(ids.make(Order.self))")
    try await credit(user, 15)
    var order = try await order(of: try await product(price: 10), by: user)
    let way: [OrderState] =
      switch state {
      case .pending: []
      case .cancelled: [.cancelled]
      case .refunded: [.confirmed]
      default: [.confirmed, .processing, .shipped, .delivered]
      }
    for next in way where order.state != state {
      order = try await orders.setStatus(
        order.id, .init(to: next, trackingNumber: "1Z"), by: merchant)
    }
    if state == .refunded {
      order = try await orders.refund(order.id, OrderRefund(reason: "no"), by: merchant)
    }
    return (order, merchant)
  }

  /// The events of an order.
  func told(of order: Order) async throws -> [String] {
    try await database.all(
      """
      SELECT type FROM platform_outbox WHERE aggregate = \("order:\(order.id)") ORDER BY number
      """
    ) { try $0["type"] }
  }
}
