import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Requests for fuel, on every engine.
@Suite struct RequestContractTests {
  @Test(
    "A request holds what it costs, and is the other side's to decide", arguments: Engine.allCases)
  func holding(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 1_500, liters: 30)
    let sale = try await fleet.request(scene)
    #expect(sale.initiatorSide == .consumer && sale.driverID == scene.driver.id)
    #expect(sale.initiator.name == "driver" && sale.receiver.name == "supplier-operator")
    let prepaid = try await fleet.request(scene, liters: 2_000, settlement: .liters)
    #expect(prepaid.amount.chargedMoney == .zero(.dinar))
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.held.minorUnits == 100_000 && view.money.available.minorUnits == 50_000)
    #expect(view.liters.held.minorUnits == 2_000 && view.liters.available.minorUnits == 1_000)
    await #expect(
      throws: TransactionRefusal.insufficientFunds(available: .dinars(centimes: 50_000))
    ) { try await fleet.request(scene) }
    for (caller, mine) in [
      (scene.driverCaller, false), (scene.caller(.operator, of: .supplier), true),
      (scene.caller(.viewer, of: .supplier), false), (scene.caller(.owner, of: .consumer), false),
    ] {
      #expect(try await fleet.sales.transaction(sale.id, for: caller).canDecide == mine)
    }
  }

  @Test("Whoever asks is told the first reason there is", arguments: Engine.allCases)
  func precedence(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let asked = try fleet.wanted(scene, liters: 2_000)
    func refused(_ expected: TransactionRefusal, _ request: FuelRequest? = nil) async {
      await #expect(throws: expected) {
        try await fleet.sales.request(request ?? asked, by: scene.driverCaller)
      }
    }
    // Everything is wrong; one after the other is mended.
    try await fleet.set(scene.driver, "is_active = \(false), monthly_limit = 0, tank_capacity = 1")
    try await fleet.database.execute("UPDATE fleet_companies SET is_active = \(false)")
    await refused(.companyInactive)
    try await fleet.database.execute("UPDATE fleet_companies SET is_active = \(true)")
    await refused(.noAccount)
    let account = try await fleet.account(scene)
    _ = try await fleet.accounts.change(
      account.id, .init(isActive: false), by: scene.caller(.owner, of: .supplier))
    await refused(.accountSuspended)
    _ = try await fleet.accounts.change(
      account.id, .init(isActive: true), by: scene.caller(.owner, of: .supplier))
    await refused(.driverInactive)
    try await fleet.set(scene.driver, "is_active = \(true)")
    await refused(.limitExceeded(LimitBreach(limit: "tank_capacity", allowed: "0.01")))
    try await fleet.set(scene.driver, "tank_capacity = NULL")
    await refused(.monthlyLimitExceeded(allowed: .zero(.litres), used: .zero(.litres)))
    try await fleet.set(scene.driver, "monthly_limit = NULL")
    await refused(.insufficientFunds(available: .zero(.dinar)))
    #expect(try await fleet.count("fleet_transactions") == 0)
  }

  @Test("Only the two sides ask, for their own drivers", arguments: Engine.allCases)
  func sides(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    let other = try await fleet.driver(of: scene.consumer, user: fleet.user("other"))
    let ask = { (request: FuelRequest, caller: FleetCaller) async throws in
      try await fleet.sales.request(request, by: caller).sale
    }
    let plain = try fleet.wanted(scene)
    let stranger = FleetCaller(userID: try fleet.user("zoe"))
    await #expect(throws: AccessRefusal.notFound) { try await ask(plain, stranger) }
    await #expect(throws: AccessRefusal.forbidden) {
      try await ask(plain, scene.caller(.viewer, of: .consumer))
    }
    await #expect(throws: AccessRefusal.forbidden) {
      try await ask(fleet.wanted(scene, driver: other.id), scene.driverCaller)
    }
    await #expect(throws: TransactionRefusal.receiverNotOnTheOtherSide) {
      try await ask(plain, scene.caller(.manager, of: .supplier))
    }
    await #expect(throws: TransactionRefusal.driverMissing) {
      try await ask(plain, scene.caller(.operator, of: .consumer))
    }
    await #expect(throws: TransactionRefusal.driverNotOfTheCompany) {
      try await ask(
        fleet.wanted(scene, driver: fleet.ids.make()), scene.caller(.operator, of: .consumer))
    }
    await #expect(throws: TransactionRefusal.receiverAndDriver) {
      try await ask(
        fleet.wanted(scene, driver: fleet.ids.make()), scene.caller(.operator, of: .supplier))
    }
    let sent = try await ask(
      fleet.wanted(scene, driver: other.id), scene.caller(.operator, of: .consumer))
    #expect(sent.driverID == other.id)
  }

  @Test(
    "An id of the client's own answers once more, and nobody else's", arguments: Engine.allCases)
  func ids(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 10_000)
    let id: FuelTransaction.ID = fleet.ids.make()
    let request = try fleet.wanted(scene, id: id)
    let first = try await fleet.sales.request(request, by: scene.driverCaller)
    let again = await both { try await fleet.sales.request(request, by: scene.driverCaller) }
    #expect(try again.map { try $0.get() } == [first, first])
    await #expect(throws: TransactionRefusal.idTaken) {
      try await fleet.sales.request(
        fleet.wanted(scene, liters: 1, id: id), by: scene.driverCaller)
    }
    #expect(try await fleet.view(account, of: scene).money.held.minorUnits == 100_000)
    _ = try await fleet.sales.approve(
      id, Delivery(liters: .liters(hundredths: 1)), by: scene.caller(.operator, of: .supplier))
    let late = try await fleet.sales.request(request, by: scene.driverCaller)
    #expect(late.sale.state == .approved)
  }

  @Test("What was filled is never later than now, nor 90 days ago", arguments: Engine.allCases)
  func occurrence(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    let now = fleet.time.clock.now()
    let later = try await fleet.request(scene, occurredAt: now.adding(seconds: 60))
    let earlier = try await fleet.request(scene, occurredAt: Instant(seconds: 0))
    #expect(later.occurredAt == now)
    #expect(earlier.occurredAt == now.adding(seconds: -90 * 86_400))
  }

  @Test("Limits that alert let a request pass with flags", arguments: Engine.allCases)
  func flags(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    try await fleet.set(
      scene.driver, "limit_action = 'alert', limit_transaction = 500, limit_products = 'lpg'")
    let sale = try await fleet.request(scene)
    #expect(sale.flags == ["per_transaction_liters", "products"])
    #expect(try await fleet.sales.transaction(sale.id, for: scene.driverCaller).sale == sale)
  }
}
