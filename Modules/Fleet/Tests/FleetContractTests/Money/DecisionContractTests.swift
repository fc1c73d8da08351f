import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What becomes of requests, on every engine.
@Suite struct DecisionContractTests {
  @Test("What was delivered is paid, and the rest is free", arguments: Engine.allCases)
  func delivery(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 1_000)
    let request = try await fleet.request(scene)
    let pump = scene.caller(.operator, of: .supplier)
    await #expect(throws: TransactionRefusal.moreThanRequested) {
      try await fleet.sales.approve(
        request.id, Delivery(liters: .liters(hundredths: 1_001)), by: pump)
    }
    let sale = try await fleet.sales.approve(
      request.id, Delivery(liters: .liters(hundredths: 400), odometer: Odometer(tenths: 5)),
      by: pump
    ).sale
    #expect(sale.state == .approved && sale.decidedBy == pump.userID && sale.version == 2)
    #expect(sale.requestedLiters == .liters(hundredths: 1_000))
    #expect(sale.amount.totalPrice == .dinars(centimes: 40_000))
    #expect(sale.receipt?.number == "2026-000001" && sale.odometer == Odometer(tenths: 5))
    let view = try await fleet.view(account, of: scene)
    #expect(view.money.available.minorUnits == 60_000 && view.money.held.minorUnits == 0)
    #expect(try await fleet.sold(by: scene.supplier, in: .dinar) == (40_000, 0))
    #expect(
      try await fleet.count(
        """
        fleet_drivers WHERE total_liters_consumed = 400 AND balance_dzd = 40000 AND odometer = 5
        """) == 1)
    let receipt = try #require(try await fleet.store.receipt(.receipt, of: sale.id))
    #expect(receipt.name == sale.receipt && receipt.amount == sale.amount)
    #expect(receipt.supplier.address == "1 Rue Didouche")
    #expect(try await fleet.store.receipt(code: receipt.name.code) == receipt)
  }

  @Test("The other side alone decides, the asking one takes back", arguments: Engine.allCases)
  func whose(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 2_000)
    let sale = try await fleet.request(scene)
    await #expect(throws: TransactionRefusal.ownRequest) {
      try await fleet.sales.approve(sale.id, by: scene.driverCaller)
    }
    await #expect(throws: TransactionRefusal.notTheOtherSide) {
      try await fleet.sales.reject(sale.id, by: scene.caller(.manager, of: .consumer))
    }
    await #expect(throws: AccessRefusal.forbidden) {
      try await fleet.sales.approve(sale.id, by: scene.caller(.viewer, of: .supplier))
    }
    for caller in [scene.caller(.owner, of: .supplier), scene.caller(.operator, of: .consumer)] {
      await #expect(throws: AccessRefusal.forbidden) {
        try await fleet.sales.cancel(sale.id, by: caller)
      }
    }
    let rejected = try await fleet.sales.reject(
      sale.id, because: "empty", by: scene.caller(.operator, of: .supplier)
    ).sale
    #expect(rejected.state == .rejected && rejected.reason == "empty")
    await #expect(throws: TransactionRefusal.notPending(.rejected)) {
      try await fleet.sales.cancel(sale.id, by: scene.driverCaller)
    }
    let second = try await fleet.request(scene)
    _ = try await fleet.sales.cancel(second.id, by: scene.caller(.manager, of: .consumer))
    #expect(try await fleet.view(account, of: scene).money.available.minorUnits == 200_000)
  }

  @Test(
    "What the supplier asks the driver decides, but not how much it was", arguments: Engine.allCases
  )
  func byTheDriver(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 2_000)
    let plain = try fleet.wanted(scene)
    let sale = try await fleet.sales.request(
      FuelRequest(
        receiverID: scene.driverUser, supplierID: scene.supplier.id,
        consumerID: scene.consumer.id, amount: plain.amount, settlement: .money),
      by: scene.caller(.operator, of: .supplier)
    ).sale
    await #expect(throws: TransactionRefusal.notTheSuppliersSide) {
      try await fleet.sales.approve(
        sale.id, Delivery(liters: .liters(hundredths: 1)), by: scene.driverCaller)
    }
    #expect(
      try await fleet.sales.approve(sale.id, by: scene.driverCaller).sale.state == .approved)
  }

  @Test("An approval checks all of it again, and leaves it pending", arguments: Engine.allCases)
  func again(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 5_000)
    let sale = try await fleet.request(scene)
    let pump = scene.caller(.operator, of: .supplier)
    try await fleet.set(scene.driver, "monthly_limit = 999")
    await #expect(throws: TransactionRefusal.self) {
      try await fleet.sales.approve(sale.id, by: pump)
    }
    try await fleet.set(scene.driver, "monthly_limit = 1000, is_active = \(false)")
    await #expect(throws: TransactionRefusal.driverInactive) {
      try await fleet.sales.approve(sale.id, by: pump)
    }
    #expect(try await fleet.sales.transaction(sale.id, for: pump).sale == sale)
    try await fleet.set(scene.driver, "is_active = \(true)")
    let approved = try await fleet.sales.approve(sale.id, by: pump).sale
    // What was refused took no number.
    #expect(approved.receipt?.number == "2026-000001")
  }

  @Test(
    "A request whose time is over is expired to all, at once and for good",
    arguments: Engine.allCases)
  func expiring(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 5_000)
    let (acted, left) = (try await fleet.request(scene), try await fleet.request(scene))
    let pump = scene.caller(.operator, of: .supplier)
    fleet.clock.advance(seconds: 86_400)
    let seen = try await fleet.sales.transaction(left.id, for: pump)
    #expect(seen.sale.state == .expired && !seen.canDecide)
    #expect(seen.sale.completedAt == left.expiresAt && seen.sale.version == 2)
    await #expect(throws: TransactionRefusal.notPending(.expired)) {
      try await fleet.sales.approve(acted.id, by: pump)
    }
    // Whoever acted on one has it note that; the other waits for the job.
    #expect(try await fleet.view(account, of: scene).money.held.minorUnits == 100_000)
    try await fleet.sales.expireOverdue()
    #expect(try await fleet.view(account, of: scene).money.held.minorUnits == 0)
    #expect(try await fleet.sales.transaction(left.id, for: pump) == seen)
    #expect(
      try await fleet.count("platform_outbox WHERE type = 'fleet.transaction.expired'") == 2)
    #expect(try await fleet.sales.expire(left.id) == false)
  }

  @Test(
    "A reversal gives back money and litres, forgets the meter, and is credited once",
    arguments: Engine.allCases)
  func reversing(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 5_000)
    try await fleet.set(scene.driver, "monthly_limit = 1500")
    let manager = scene.caller(.manager, of: .supplier)
    let sale = try await fleet.sale(scene, odometer: 900)
    await #expect(throws: TransactionRefusal.self) { try await fleet.request(scene) }
    await #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 900))) {
      try await fleet.request(scene, liters: 100, odometer: 899)
    }
    await #expect(throws: AccessRefusal.forbidden) {
      try await fleet.sales.reverse(
        sale.id, because: "no", by: scene.caller(.owner, of: .consumer))
    }
    let reversed = try await fleet.sales.reverse(sale.id, because: "wrong pump", by: manager).sale
    #expect(reversed.reversedAt != nil && reversed.receipt == sale.receipt)
    let note = try #require(try await fleet.store.receipt(.creditNote, of: sale.id))
    #expect(note.name.number == "2026-000002")
    await #expect(throws: TransactionRefusal.alreadyReversed) {
      try await fleet.sales.reverse(sale.id, because: "again", by: manager)
    }
    #expect(try await fleet.view(account, of: scene).money.available.minorUnits == 500_000)
    #expect(try await fleet.sold(by: scene.supplier, in: .dinar) == (0, 0))
    let next = try await fleet.request(scene, odometer: 899)
    await #expect(throws: TransactionRefusal.notApproved) {
      try await fleet.sales.reverse(next.id, because: "no", by: manager)
    }
    #expect(try await fleet.count("fleet_drivers WHERE total_liters_consumed = 0") == 1)
  }

  @Test(
    "A late entry fits between its neighbours by when it was filled", arguments: Engine.allCases)
  func odometers(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 50_000)
    let now = fleet.time.clock.now()
    func fill(_ daysAgo: Int64, _ reading: Int64) async throws {
      try await fleet.sale(
        scene, liters: 100, odometer: reading, occurredAt: now.adding(seconds: -daysAgo * 86_400))
    }
    try await fill(10, 1_000)
    try await fill(2, 5_000)
    try await fill(5, 3_000)
    await #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 3_000))) {
      try await fill(6, 3_001)
    }
    await #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 3_000))) {
      try await fill(4, 2_999)
    }
    try await fill(4, 3_000)
    #expect(try await fleet.count("fleet_drivers WHERE odometer = 5000") == 1)
  }

  @Test(
    "A reading taken while the clock was ahead bounds none that follows", arguments: Engine.allCases
  )
  func readingAhead(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 50_000)
    try await fleet.sale(scene, liters: 100, odometer: 1_000)
    fleet.clock.advance(seconds: 3_600)
    try await fleet.sale(scene, liters: 100, odometer: 1_100)
    fleet.clock.advance(seconds: -3_000)
    try await fleet.sale(scene, liters: 100, odometer: 1_200)
    await #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 1_200))) {
      try await fleet.sale(scene, liters: 100, odometer: 1_199)
    }
    // When its time has come it counts as any other.
    fleet.clock.advance(seconds: 3_000)
    await #expect(throws: TransactionRefusal.odometerBackwards(last: Odometer(tenths: 1_100))) {
      try await fleet.sale(
        scene, liters: 100, odometer: 1_201, occurredAt: fleet.time.clock.now().adding(seconds: -60)
      )
    }
  }
}
