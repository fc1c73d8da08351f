import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// The nightly check of the books, on every engine.
@Suite struct BooksContractTests {
  @Test("Books that agree have no differences, whatever was done", arguments: Engine.allCases)
  func agree(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 9_000, liters: 100)
    try await fleet.topUp(account, .dinars(centimes: 300_00), as: .credit, of: scene)
    try await fleet.topUp(account, .dinars(centimes: 100_00), as: .settlement, of: scene)
    let sale = try await fleet.sale(scene)
    try await fleet.sale(scene, settlement: .liters)
    try await fleet.request(scene, settlement: .liters)
    _ = try await fleet.sales.reverse(
      sale.id, because: "wrong truck", by: scene.caller(.manager, of: .supplier))
    #expect(try await fleet.store.bookDifferences(limit: 10) == [])
  }

  @Test("Each sum that is not what its rows come to is found", arguments: Engine.allCases)
  func differ(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 9_000)
    try await fleet.sale(scene)
    try await fleet.request(scene)
    try await fleet.set(scene.driver, "total_liters_consumed = total_liters_consumed + 1")
    try await fleet.database.execute("UPDATE fleet_receipt_counters SET last_sequence = 5")
    try await fleet.database.execute(
      "UPDATE fleet_transactions SET amount_dzd = amount_dzd + 7 WHERE status = 'pending'")
    try await fleet.database.execute(
      "UPDATE fleet_topups SET amount = amount + 9 WHERE kind = 'payment'")
    let found = try await fleet.store.bookDifferences(limit: 10)
    #expect(
      Set(found.map(\.what)) == [.balance, .held, .awaited, .served, .receipts])
    let balance = found.first { $0.what == .balance }
    #expect(balance?.of == "account:\(account.id)" && balance?.unit == "DZD")
    #expect((balance?.expected ?? 0) - (balance?.found ?? 0) == 9)
    #expect(found.first { $0.what == .receipts }?.expected == 1)
  }
}
