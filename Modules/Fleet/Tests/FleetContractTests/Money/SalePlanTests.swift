import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// What statements cost does not depend on how many transactions there are, on every engine.
@Suite struct SalePlanTests {
  @Test("Every statement on accounts and transactions uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let fleet = FleetFixture(over: watched)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 100_000, liters: 10)
    let manager = scene.caller(.manager, of: .supplier)
    _ = watched.takeStatements()
    let sale = try await fleet.sale(scene, odometer: 100)
    let named = try await fleet.sales.request(
      fleet.wanted(scene, driver: scene.driver.id, id: fleet.ids.make()), by: scene.driverCaller)
    _ = try await fleet.sales.reject(named.sale.id, by: manager)
    _ = try await fleet.sales.reverse(sale.id, because: "plan", by: manager)
    let payment = try await fleet.topUp(
      account, .dinars(centimes: 1), reference: "plan", of: scene)
    _ = try await fleet.topUps.reverse(
      payment.id, of: account.id, because: "plan", by: manager)
    _ = try await fleet.topUps.topUps(of: account.id, for: manager, limit: 10)
    try await fleet.sales.expireOverdue()
    try await lists(fleet, scene, manager)

    let own = watched.takeStatements().filter {
      "\($0)".contains("fleet_transactions") || "\($0)".contains("fleet_topups")
        || "\($0)".contains("fleet_receipt") || "\($0)".contains("fleet_odometers")
        || "\($0)".contains("fleet_accounts")
    }
    let plans = try watched.plans(of: own, isServing: true)
    #expect(plans.count >= 20)
    for plan in plans {
      #expect(plan.growing.isEmpty, "\(plan.growing) of \(plan)")
      if engine == .sqlite { #expect(plan.sorts <= plan.boundedSorts, "\(plan)") }
    }
  }

  @Test(
    "What a filter passes over is seen in the index",
    arguments: Engine.allCases, [TransactionFilter.Order.newest, .decided])
  func filters(on engine: Engine, in order: TransactionFilter.Order) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let fleet = FleetFixture(over: watched)
    let scene = try await fleet.scene()
    _ = watched.takeStatements()
    for side in CompanyType.allCases {
      var filter = TransactionFilter()
      filter.order = order
      (filter.settlement, filter.product) = (.liters, .lpg)
      filter.companyID = scene.company(side.other).id
      _ = try await fleet.sales.transactions(
        of: scene.company(side).id, filter, for: scene.caller(.manager, of: side), limit: 10)
    }
    let lists = watched.takeStatements().filter { "\($0)".contains(" UNION SELECT") }
    let plans = try watched.plans(of: lists, isServing: true)
    #expect(!plans.isEmpty)
    let index = order == .decided ? "_decisions" : "_requests"
    for plan in plans {
      let reads = plan.steps.filter { $0.contains("fleet_transactions_") && $0.contains(index) }
      #expect(!reads.isEmpty, "\(plan)")
      // Postgres reads from the index alone what VACUUM has seen since it was written.
      if engine == .sqlite {
        #expect(reads.allSatisfy { $0.contains("COVERING") }, "\(plan)")
      }
    }
  }

  private func lists(
    _ fleet: FleetFixture, _ scene: FleetScene, _ manager: FleetCaller
  ) async throws {
    for caller in [
      manager, scene.driverCaller, FleetCaller(userID: scene.driverUser, oversight: .admin),
    ] {
      for order in [TransactionFilter.Order.newest, .oldest, .decided] {
        for states in [[.expired], Set(FuelTransaction.State.allCases)] {
          var filter = TransactionFilter()
          (filter.order, filter.states) = (order, states)
          let page = try await fleet.sales.transactions(filter, for: caller, limit: 10)
          let place = TransactionPlace(at: FleetFixture.start, id: fleet.ids.make())
          _ = try await fleet.sales.transactions(
            filter, for: caller, after: page.first?.sale.place(in: order) ?? place, limit: 10)
        }
      }
      _ = try await fleet.accounts.accounts(for: caller, limit: 10)
    }
  }
}

extension QueryPlan {
  /// What looks at all of a table. Parts of a page, which are no longer than it, are none.
  fileprivate var growing: [Fault] {
    faults.filter { fault in
      switch fault.kind {
      case .scan(let table), .walk(let table): !["s", "u", "p"].contains(table)
      case .sort: false
      }
    }
  }

  fileprivate var sorts: Int { faults.count { $0.kind == .sort } }

  /// How many sorts there are of rows whose number does not grow with the table: of the two drivers
  /// that a request may be for, of the parts of a page, of the page, and of what is overdue.
  fileprivate var boundedSorts: Int {
    guard statement.contains(" UNION ") || statement.contains(") p") else { return 1 }
    return 2 + statement.split(separator: "t.expires_at AS at").count - 1
  }
}
