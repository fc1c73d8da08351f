import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What becomes of requests that cannot expire, on every engine.
@Suite struct HeldRequestContractTests {
  /// Requests whose time is over, the first of which cannot expire: its hold is gone.
  private static func requests(
    _ count: Int, in fleet: FleetFixture
  ) async throws {
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 1_000_000)
    try await fleet.set(scene.driver, "monthly_limit = NULL")
    var ids: [FuelTransaction.ID] = []
    for _ in 0..<count { ids.append(try await fleet.request(scene, liters: 100).id) }
    // Its hold has another name than it asks for.
    try await fleet.database.execute(
      """
      UPDATE fleet_transactions SET id = \(fleet.ids.make() as FuelTransaction.ID)
      WHERE id = \(ids[0])
      """)
    fleet.clock.advance(seconds: 86_400)
  }

  @Test(
    "One that cannot expire keeps no other one waiting, and administrators hear of it once",
    arguments: Engine.allCases)
  func goesOn(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let admin = try fleet.user("admin")
    fleet.directory.addAdministrator(admin)
    try await Self.requests(3, in: fleet)
    try await fleet.sales.expireOverdue()
    #expect(try await fleet.count("fleet_transactions WHERE status = 'expired'") == 2)
    #expect(try await fleet.count("fleet_transactions WHERE held_until IS NOT NULL") == 1)
    #expect(try await fleet.notified(admin) == ["fleet.transaction.held"])
    // It is left alone for an hour, and then tried again.
    try await fleet.sales.expireOverdue()
    fleet.clock.advance(seconds: 3_600)
    try await fleet.sales.expireOverdue()
    #expect(try await fleet.notified(admin) == ["fleet.transaction.held"])
  }

  @Test("What a page passes over ends the work all the same", arguments: Engine.allCases)
  func ends(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    try await Self.requests(101, in: fleet)
    // No row of it is known any more: nothing of a request without sides expires.
    try await fleet.database.execute(
      "UPDATE fleet_transactions SET account_id = \(fleet.ids.make() as FuelAccount.ID)")
    try await fleet.database.execute(
      "UPDATE fleet_transactions SET supplier_company_id = \(fleet.ids.make() as Company.ID)")
    try await fleet.sales.expireOverdue()
    #expect(try await fleet.count("fleet_transactions WHERE status = 'pending'") == 101)
  }

  @Test("Whoever stops the server need not wait for all of them", arguments: Engine.allCases)
  func stops(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    try await Self.requests(3, in: fleet)
    let work = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await fleet.sales.expireOverdue()
    }
    await #expect(throws: CancellationError.self) { try await work.value }
    #expect(try await fleet.count("fleet_transactions WHERE status = 'pending'") == 3)
  }
}
