import Kernel
import Testing

@testable import Fitness

/// Where orders go, by whom.
@Suite struct OrderStateTests {
  /// The contract's table, line by line.
  private static func isInTable(
    _ from: OrderState, _ next: OrderState, _ actor: OrderActor, shipsNothing: Bool
  ) -> Bool {
    switch (from, next) {
    case (.pending, .confirmed): actor == .merchant || actor == .confirmation
    case (.pending, .cancelled): actor == .owner || actor == .merchant || actor == .expiry
    case (.confirmed, .cancelled): actor == .owner || actor == .merchant
    case (.confirmed, .processing), (.processing, .shipped), (.shipped, .delivered),
      (.processing, .cancelled):
      actor == .merchant
    case (.processing, .delivered): actor == .merchant && shipsNothing
    default: false
    }
  }

  @Test(
    "An order takes a step exactly where the table has it, whoever moves it",
    arguments: OrderState.allCases, OrderState.allCases)
  func steps(from: OrderState, to next: OrderState) {
    for actor in OrderActor.allCases {
      for shipsNothing in [true, false] {
        var order = Self.order(in: from, requiresShipping: !shipsNothing)
        let before = order
        let isStep = Self.isInTable(from, next, actor, shipsNothing: shipsNothing)
        do {
          let effect = try order.advance(to: next, by: actor, at: Self.later)
          #expect(isStep, "\(actor)")
          #expect(order.state == next && order.reached[next] == Self.later)
          #expect(order.version == before.version + 1)
          #expect(effect.coins == Self.coins(from, next))
          #expect(effect.returned.values.reduce(0, +) == (next == .cancelled ? 3 : 0))
        } catch {
          #expect(!isStep, "\(actor)")
          #expect(order == before)
          #expect(error == Self.refusal(of: from, to: actor, shipsNothing: shipsNothing))
        }
      }
    }
  }

  @Test("What was paid back before is not paid back again when an order is called off")
  func cancelledRest() throws {
    var order = Self.order(in: .confirmed, requiresShipping: true)
    let refund = OrderRefund(
      reason: "scratched", items: [.init(itemID: order.items[0].id, quantity: 2)], restocks: false)
    #expect(try order.refund(refund, at: Self.later).coins == .refund(20))
    let effect = try order.advance(to: .cancelled, by: .owner, at: Self.later)
    #expect(effect.coins == .refund(10) && order.refundedCoins == 30)
    #expect(effect.returned.values.reduce(0, +) == 1)
    #expect(order.items[0].takenQuantity == 2)
  }

  @Test("Refunds in any parts add up to the order, and never to more", arguments: 1...50)
  func parts(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    var order = Self.order(in: .delivered, requiresShipping: true)
    var paid: Int64 = 0
    while order.state != .refunded {
      let quantity = Int64.random(in: 1...4, using: &random)
      let before = order
      do {
        let effect = try order.refund(
          OrderRefund(
            reason: "part", items: [.init(itemID: order.items[0].id, quantity: quantity)]),
          at: Self.later)
        guard case .refund(let coins) = effect.coins else {
          Issue.record("No coins were paid back")
          return
        }
        #expect(coins == quantity * 10 && effect.returned.isEmpty)
        paid += coins
      } catch {
        #expect(error == .notRefundable(.delivered) && order == before)
        #expect(quantity > before.items[0].leftQuantity)
      }
    }
    #expect(paid == order.totalCoins && order.refundedCoins == paid)
    #expect(throws: OrderRefusal.notRefundable(.refunded)) {
      try order.refund(OrderRefund(reason: "again"), at: Self.later)
    }
  }

  private static let later = Instant(milliseconds: 1_000)

  private static func refusal(
    of state: OrderState, to actor: OrderActor, shipsNothing: Bool
  ) -> OrderRefusal {
    actor == .owner
      ? .notCancellable(state)
      : .invalidTransition(
        state,
        allowed: OrderState.allCases.filter {
          isInTable(state, $0, actor, shipsNothing: shipsNothing)
        })
  }

  private static func coins(_ from: OrderState, _ next: OrderState) -> CoinStep {
    switch (from, next) {
    case (.pending, .confirmed): .post
    case (.pending, .cancelled): .void
    case (_, .cancelled): .refund(30)
    default: .none
    }
  }

  private static func order(in state: OrderState, requiresShipping: Bool) -> Order {
    Order(
      id: .init(rawValue: 1), code: OrderCode(text: "FK-00000000"), userID: .init(rawValue: 2),
      state: state,
      items: [
        OrderItem(
          id: .init(rawValue: 3), productID: .init(rawValue: 4), name: "Socks", quantity: 3,
          coinPrice: 10, takenQuantity: 3)
      ], totalCoins: 30, requiresShipping: requiresShipping, address: nil,
      createdAt: Instant(milliseconds: 0))
  }
}
