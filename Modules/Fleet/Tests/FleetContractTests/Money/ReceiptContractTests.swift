import Fleet
import FleetTesting
import Kernel
import KernelTesting
import StorageTesting
import Testing
import WorkTesting

/// How receipts are numbered, on every engine.
@Suite struct ReceiptContractTests {
  @Test(
    "A year ends by the supplier's clock, and a credit note is of the year of its reversal",
    arguments: Engine.allCases)
  func years(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    try await fleet.sale(scene)
    // The last second of the year in Algiers, an hour before it ends in UTC.
    fleet.clock.advance(seconds: 364 * 86_400 + 39_599)
    let last = try await fleet.sale(scene)
    let waiting = try await fleet.request(scene)
    fleet.clock.advance(seconds: 1)
    let manager = scene.caller(.manager, of: .supplier)
    let first = try await fleet.sales.approve(waiting.id, by: manager).sale
    _ = try await fleet.sales.reverse(last.id, because: "wrong truck", by: manager)
    let note = try #require(try await fleet.store.receipt(.creditNote, of: last.id))
    let next = try await fleet.sale(scene)

    #expect(last.receipt?.number == "2026-000002")
    #expect(first.receipt?.number == "2027-000001")
    #expect(note.name.number == "2027-000002" && note.year == 2027 && note.sequence == 2)
    #expect(next.receipt?.number == "2027-000003")
    // What was issued stays as it was.
    let receipt = try #require(try await fleet.store.receipt(.receipt, of: last.id))
    #expect(receipt.name == last.receipt && receipt.year == 2026)
    #expect(try await fleet.store.receipt(code: note.name.code) == note)
  }

  @Test("Suppliers number by themselves, each by its own clock", arguments: Engine.allCases)
  func zones(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 10_000)
    let kolkata = try fleet.user("kolkata")
    let other = try await fleet.company(
      .supplier, of: kolkata, named: "kolkata", timeZone: "Asia/Kolkata")
    let opened = try await fleet.accounts.open(
      at: other.id, for: scene.consumer.id, by: scene.caller(.manager, of: .consumer))
    _ = try await fleet.topUps.topUp(
      opened.view.account.id, .init(kind: .payment, amount: .dinars(centimes: 1_000_000)),
      by: FleetCaller(userID: kolkata))
    // It is 2027 in Kolkata, and 2026 in Algiers.
    fleet.clock.advance(seconds: 364 * 86_400 + 8 * 3_600)
    let plain = try fleet.wanted(scene)
    let request = try await fleet.sales.request(
      FuelRequest(
        receiverID: kolkata, supplierID: other.id, consumerID: scene.consumer.id,
        amount: plain.amount, settlement: .money), by: scene.driverCaller
    ).sale
    let there = try await fleet.sales.approve(request.id, by: FleetCaller(userID: kolkata)).sale
    #expect(there.receipt?.number == "2027-000001")
    #expect(try await fleet.sale(scene).receipt?.number == "2026-000001")
  }
}
