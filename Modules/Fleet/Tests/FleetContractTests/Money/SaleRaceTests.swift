import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What happens at once, at two servers of one database, on every engine.
@Suite struct SaleRaceTests {
  @Test(
    "Of approve, reject, cancel and expire at once, one wins, a hundred times",
    arguments: Engine.allCases)
  func decisions(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let second = fleet.beside(seed: 2)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 1_000_000)
    try await fleet.set(scene.driver, "monthly_limit = NULL")
    let pump = scene.caller(.operator, of: .supplier)
    var states: [FuelTransaction.State: Int] = [:]
    for round in 0..<100 {
      let id = try await fleet.request(scene).id
      let expires = round % 2 == 1
      // As the request is: a moment before its time is over, which comes while they decide.
      if expires { fleet.clock.advance(seconds: 86_399) }
      // Whoever decides says what they did; who has requests expire says nothing.
      var acts: [@Sendable () async throws -> FuelTransaction.State?] = [
        { try await fleet.sales.approve(id, by: pump).sale.state },
        { try await second.sales.approve(id, by: pump).sale.state },
        { try await second.sales.reject(id, by: pump).sale.state },
        { try await fleet.sales.cancel(id, by: scene.driverCaller).sale.state },
      ]
      if expires {
        acts.insert(
          {
            fleet.clock.advance(seconds: 1)
            try await second.sales.expire(id)
            return nil
          }, at: round / 2 % 5)
        acts.append {
          try await fleet.sales.expireOverdue()
          return nil
        }
      }
      let results = await atOnce(acts)
      let state = try await fleet.sales.transaction(id, for: pump).sale.state
      states[state, default: 0] += 1
      #expect(state != .pending)
      let done = results.compactMap { try? $0.get() }.compactMap(\.self)
      #expect(done == (state == .expired ? [] : [state]))
      for case .failure(let error) in results {
        #expect(error as? TransactionRefusal == .notPending(state))
      }
    }
    // All rounds had one outcome each, and not always the same.
    #expect(states.values.reduce(0, +) == 100 && states.count > 1)
    try await fleet.expectExactBooks(of: scene, account)
  }

  @Test("Two requests at once over one balance: one is let", arguments: Engine.allCases)
  func balance(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let second = fleet.beside(seed: 2)
    let scene = try await fleet.scene()
    let other = try await fleet.driver(of: scene.consumer, user: fleet.user("second"))
    let account = try await fleet.account(scene, dinars: 1_000)
    let owner = scene.caller(.owner, of: .consumer)
    for _ in 0..<10 {
      let acts: [@Sendable () async throws -> FuelTransaction] = [
        { try await fleet.request(scene) },
        {
          try await second.sales.request(second.wanted(scene, driver: other.id), by: owner).sale
        },
      ]
      let results = await atOnce(acts)
      let done = results.compactMap { try? $0.get() }
      #expect(done.count == 1)
      for case .failure(let error) in results {
        #expect(error as? TransactionRefusal == .insufficientFunds(available: .zero(.dinar)))
      }
      for sale in done { _ = try await fleet.sales.cancel(sale.id, by: owner) }
    }
    #expect(try await fleet.view(account, of: scene).money.available.minorUnits == 100_000)
  }

  @Test("Two requests at once over one month: one is let", arguments: Engine.allCases)
  func month(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let second = fleet.beside(seed: 2)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 1_000_000)
    try await fleet.set(scene.driver, "monthly_limit = 1999")
    for _ in 0..<10 {
      let acts: [@Sendable () async throws -> FuelTransaction] = [
        { try await fleet.request(scene) }, { try await second.request(scene) },
      ]
      let results = await atOnce(acts)
      let done = results.compactMap { try? $0.get() }
      #expect(done.count == 1)
      for case .failure(let error) in results {
        #expect(
          error as? TransactionRefusal
            == .monthlyLimitExceeded(
              allowed: .liters(hundredths: 1_999), used: .liters(hundredths: 1_000)))
      }
      for sale in done { _ = try await fleet.sales.cancel(sale.id, by: scene.driverCaller) }
    }
  }

  @Test("Approvals and reversals at once number receipts without a gap", arguments: Engine.allCases)
  func receipts(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let second = fleet.beside(seed: 2)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 1_000_000)
    try await fleet.set(scene.driver, "monthly_limit = 2500")
    let manager = scene.caller(.manager, of: .supplier)
    for _ in 0..<5 {
      try await fleet.set(scene.driver, "monthly_limit = NULL")
      var ids: [FuelTransaction.ID] = []
      for _ in 0..<4 { ids.append(try await fleet.request(scene).id) }
      // The month has room for two of them.
      try await fleet.set(scene.driver, "monthly_limit = 2500")
      let results = await atOnce(
        ids.enumerated().map { number, id in
          { try await (number % 2 == 0 ? fleet : second).sales.approve(id, by: manager).sale.id }
        })
      let done = results.compactMap { try? $0.get() }
      #expect(done.count == 2)
      let back = await atOnce(
        (done + done).map { id in
          { try await second.sales.reverse(id, because: "race", by: manager).sale.id }
        })
      #expect(back.compactMap { try? $0.get() }.count == 2)
      for id in ids where !done.contains(id) {
        _ = try await fleet.sales.reject(id, by: manager)
      }
    }
    try await fleet.expectExactBooks(of: scene, account)
  }
}

extension FleetFixture {
  /// Another server of the same database.
  func beside(seed: UInt64) -> FleetFixture {
    FleetFixture(beside: self, seed: seed)
  }

  /// Sees to it that the ledger has what the transactions say, and receipts have no gap.
  func expectExactBooks(of scene: FleetScene, _ account: FuelAccount) async throws {
    let sold = try await database.first(
      """
      SELECT CAST(COALESCE(SUM(CASE WHEN reversed_at IS NULL THEN amount_dzd END), 0) AS bigint),
        COUNT(*) + COUNT(reversed_at)
      FROM fleet_transactions WHERE status = 'approved'
      """
    ) { (try $0.get(0, as: Int64.self), try $0.get(1, as: Int64.self)) }
    let (amount, receipts) = try #require(sold)
    let books = try await self.sold(by: scene.supplier, in: .dinar)
    #expect(books.done == amount && books.held == 0)
    let view = try await view(account, of: scene)
    #expect(view.money.held.minorUnits == 0)
    #expect(view.money.available.minorUnits == 100_000_000 - amount)
    let numbers = try await database.all(
      "SELECT sequence FROM fleet_receipts ORDER BY sequence"
    ) { try $0.get(0, as: Int64.self) }
    #expect(numbers == Array(1...max(1, receipts)).prefix(Int(receipts)).map(\.self))
    // The nightly check is a second opinion.
    #expect(try await store.bookDifferences(limit: 10) == [])
    #expect(
      try await count(
        "fleet_drivers WHERE id = \(scene.driver.id) AND balance_dzd = \(amount)") == 1)
  }
}
