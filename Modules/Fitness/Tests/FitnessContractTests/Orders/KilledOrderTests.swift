import Fitness
import FitnessTesting
import Glibc
import Kernel
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of an order, on every engine.
@Suite struct KilledOrderTests {
  /// What it is killed in.
  enum Step: String, CaseIterable { case place, cancel, refund }

  @Test(
    "Killed between any two statements, a process leaves an order's step whole or not at all",
    arguments: Engine.allCases, Step.allCases)
  func steps(on engine: Engine, _ step: Step) async throws {
    let fitness = try await FitnessFixture(on: engine)
    let product = try await fitness.product(price: 10, stock: 1_000)
    let merchant = try fitness.merchant("shop")
    var (users, orders): ([UserID], [String]) = ([], [])
    for number in 0..<Self.most {
      let user = try fitness.user("user\(number)")
      try await fitness.credit(user, 15)
      users.append(user)
      guard step != .place else { continue }
      let order = try await fitness.order(of: product, by: user)
      if step == .refund {
        _ = try await fitness.orders.setStatus(order.id, .init(to: .confirmed), by: merchant)
      }
      orders.append("\(order.id)")
    }
    let stage = [
      step.rawValue, "\(product.id)", users.map { "\($0)" }.joined(separator: ","),
      orders.joined(separator: ","), "\(merchant.userID)",
    ].joined(separator: ";")
    let address = try #require(Engine.address(of: fitness.database))
    try await expectWholeWhenKilled(on: fitness.database) {
      var found: [Int] = []
      for trace in Self.traces(of: step) { found.append(try await fitness.count(trace)) }
      let stock = try #require(try await fitness.stock(of: product))
      let taken = Int(1_000 - stock)
      return found + [step == .place ? taken : Self.most - taken]
    } change: { number, database in
      try await Self.take(number, of: stage, in: database)
    } die: { number in
      await Self.die(number, of: stage, at: address)
    }
    for user in users {
      let coins = try await fitness.coins(of: user)
      #expect(coins.available + coins.frozen + coins.spent == 15 && coins.debt == 0)
      #expect(try await fitness.bookDifferences(of: user) == [])
    }
  }

  /// More orders than there are steps to be killed at.
  private static let most = 60

  /// Where each step leaves a row.
  private static func traces(of step: Step) -> [SQL] {
    switch step {
    case .place:
      [
        "fitness_orders", "fitness_order_items", "fitness_wallets WHERE frozen_coins = 10",
        "fitness_coin_transactions WHERE status = 'pending'",
        "ledger_transfers WHERE step = 'hold'",
        "platform_outbox WHERE type = 'fitness.order.created'",
        "platform_jobs WHERE kind = 'fitness.order.confirm'",
        "platform_notifications WHERE event = 'fitness.order.created'",
      ]
    case .cancel:
      [
        "fitness_orders WHERE status = 'cancelled'",
        "fitness_order_items WHERE taken_quantity = 0",
        "fitness_wallets WHERE frozen_coins = 0 AND available_coins = 15",
        "fitness_coin_transactions WHERE status = 'voided'",
        "ledger_transfers WHERE step = 'void'",
        "platform_outbox WHERE type = 'fitness.order.cancelled'",
      ]
    case .refund:
      [
        "fitness_orders WHERE status = 'refunded'",
        "fitness_order_items WHERE refunded_quantity = 1",
        "fitness_wallets WHERE lifetime_spent = 0 AND available_coins = 15",
        "fitness_coin_transactions WHERE type = 'refund'",
        "platform_outbox WHERE type = 'fitness.order.refunded'",
        "platform_audit WHERE action = 'fitness.order.refund'",
      ]
    }
  }

  /// Takes the step in a process that is killed at its statement of the same number.
  private static func die(_ number: Int, of stage: String, at address: String) async {
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [number = number as Int, stage = stage as String, address = address as String] in
      let database = MortalDatabase(try Engine.open(address), dyingAt: number)
      try await Self.take(number, of: stage, in: database)
    }
  }

  private static func take(
    _ number: Int, of stage: String, in database: any Database
  ) async throws {
    let parts = stage.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
    let fitness = FitnessFixture(over: database, seed: UInt64(number + 100))
    let users = parts[2].split(separator: ",").compactMap { UserID(String($0)) }
    let orders = parts[3].split(separator: ",").compactMap { Order.ID(String($0)) }
    guard let step = Step(rawValue: parts[0]), let product = Product.ID(parts[1]),
      let shop = UserID(parts[4])
    else { return }
    do {
      switch step {
      case .place:
        _ = try await fitness.orders.place(
          OrderRequest(lines: [.init(productID: product, quantity: 1)]),
          by: fitness.caller(users[number]))
      case .cancel:
        _ = try await fitness.orders.cancel(orders[number], by: fitness.caller(users[number]))
      case .refund:
        _ = try await fitness.orders.refund(
          orders[number], OrderRefund(reason: "killed"), by: fitness.caller(shop, .merchant))
      }
    } catch CoinRefusal.insufficientCoins, OrderRefusal.notRefundable(.refunded) {
      // It is there already.
    }
  }
}
