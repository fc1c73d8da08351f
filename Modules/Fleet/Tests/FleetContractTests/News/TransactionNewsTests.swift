import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Who is told what becomes of requests, on every engine.
@Suite struct TransactionNewsTests {
  @Test(
    "Each step is one event, in order, to both companies, the transaction and its people",
    arguments: Engine.allCases)
  func steps(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 5_000)
    let sale = try await fleet.sale(scene)
    _ = try await fleet.sales.reverse(
      sale.id, because: "wrong truck", by: scene.caller(.manager, of: .supplier))
    let events = try await fleet.events(of: sale)
    #expect(
      events.map(\.type) == [
        "fleet.transaction.requested", "fleet.transaction.approved", "fleet.receipt.issued",
        "fleet.transaction.reversed", "fleet.receipt.issued",
      ])
    let sides: Set = [
      "fleet.company:\(scene.supplier.id)", "fleet.company:\(scene.consumer.id)",
      "fleet.transaction:\(sale.id)",
    ]
    let people: Set = [
      "user:\(scene.driverUser)", "user:\(scene.member(.operator, of: .supplier))",
    ]
    for event in events {
      #expect(
        event.topics == (event.type == "fleet.receipt.issued" ? sides : sides.union(people)))
    }
    #expect(!events[1].data.contains("can_decide"))
    let receipts = events.filter { $0.type == "fleet.receipt.issued" }.map(\.data)
    // Nothing of the driver.
    #expect(receipts.allSatisfy { !$0.contains("driver") && $0.contains("\"code\"") })
    #expect(receipts[1].contains("\"credit_note\""))
  }

  @Test(
    "The receiver is asked, the initiator and the driver are told, each once",
    arguments: Engine.allCases)
  func people(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 50_000)
    let pump = scene.caller(.operator, of: .supplier)
    let dispatcher = scene.caller(.operator, of: .consumer)
    let request = { (by: FleetCaller) in
      try await fleet.sales.request(fleet.wanted(scene, driver: scene.driver.id), by: by).sale.id
    }
    // Who asks and drives at once is told once.
    _ = try await fleet.sales.approve(request(scene.driverCaller), by: pump)
    #expect(try await fleet.notified(pump.userID) == ["fleet.transaction.requested"])
    #expect(try await fleet.notified(scene.driverUser) == ["fleet.transaction.approved"])

    let rejected = try await request(dispatcher)
    _ = try await fleet.sales.reject(rejected, because: "closed", by: pump)
    let cancelled = try await request(dispatcher)
    _ = try await fleet.sales.cancel(cancelled, by: dispatcher)
    let expired = try await request(dispatcher)
    fleet.clock.advance(seconds: 86_400)
    #expect(try await fleet.sales.expire(expired))
    #expect(try await !fleet.sales.expire(expired))
    let ends = ["rejected", "cancelled", "expired"].map { "fleet.transaction.\($0)" }
    #expect(try await fleet.notified(dispatcher.userID) == ends)
    #expect(
      try await fleet.notified(scene.driverUser) == ["fleet.transaction.approved"] + ends)
    #expect(try await fleet.events(of: "transaction:\(expired)").count == 2)
    #expect(
      try await fleet.count(
        """
        platform_notifications WHERE event = 'fleet.transaction.requested'
          AND kind = 'action_required' AND priority = 'high'
        """) == 4)
  }

  @Test("What is refused tells nobody", arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 1)
    await #expect(throws: TransactionRefusal.self) { try await fleet.request(scene) }
    #expect(try await fleet.notifications(of: "fleet.transaction.requested") == 0)
    #expect(
      try await fleet.count("platform_outbox WHERE type = 'fleet.transaction.requested'") == 0)
  }
}
