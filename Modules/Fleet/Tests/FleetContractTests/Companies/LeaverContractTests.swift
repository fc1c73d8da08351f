import Events
import Fleet
import FleetTesting
import Kernel
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What becomes in Fleet of those who delete their accounts, on every engine.
@Suite struct LeaverContractTests {
  @Test(
    "A deleted owner's company is inactive until it is handed over", arguments: Engine.allCases)
  func owner(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let owner = scene.member(.owner, of: .supplier)
    let manager = scene.member(.manager, of: .supplier)
    // Nothing keeps them.
    try await fleet.deletions.delete(owner)
    for _ in 1...2 { try await fleet.leavers.forget(owner, after: fleet.ids.make()) }
    try await fleet.doJobs()
    let sight = try await fleet.companies.company(
      scene.supplier.id, for: FleetCaller(userID: manager))
    #expect(sight.company.ownerID == nil && !sight.company.isActive)
    #expect(sight.company.name == "supplier")
    await #expect(throws: CompanyRefusal.noOwner) {
      try await fleet.companies.change(
        scene.supplier.id, CompanyChange(isActive: true), by: FleetCaller(userID: manager))
    }
    let handed = try await fleet.members.handOver(
      scene.supplier.id, to: manager, by: .operatorConsole)
    #expect(handed.ownerID == manager && handed.isActive)
    let standing = try await fleet.store.standing(of: manager, oversight: nil)
    #expect(standing.membership(in: scene.supplier.id)?.role == .owner)
  }

  @Test(
    "Whoever has left is named nowhere by their id, and their names stay",
    arguments: Engine.allCases)
  func forgotten(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(of: scene.consumer, at: scene.supplier)
    let user = scene.driverUser
    try await fleet.add(user, to: scene.supplier, as: .viewer)
    for _ in 1...5 {
      try await fleet.pendingRequest(
        on: account, for: scene.driver, from: user, to: scene.member(.operator, of: .supplier))
    }
    try await fleet.deletions.delete(user)
    try await fleet.leavers.forget(user, after: fleet.ids.make())
    try await fleet.doJobs()
    #expect(try await fleet.count("fleet_members WHERE user_id = \(user)") == 0)
    #expect(try await fleet.count("fleet_drivers WHERE user_id IS NULL AND name = 'Driver'") == 1)
    #expect(
      try await fleet.count(
        "fleet_transactions WHERE initiator_id IS NULL AND initiator_name = 'a'") == 5)
    #expect(try await fleet.count("fleet_transactions WHERE receiver_id IS NOT NULL") == 5)
    #expect(
      try await fleet.count(
        "platform_jobs WHERE kind = 'fleet.forget_leaver' AND state <> 'completed'") == 0)
  }

  @Test(
    "Nothing that keeps a user's id is made for one who is leaving", arguments: Engine.allCases)
  func keptByNothing(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 9_000)
    let sale = try await fleet.request(scene)
    let (pump, driver) = (scene.caller(.operator, of: .supplier), scene.driverCaller)
    let manager = scene.caller(.manager, of: .supplier)
    for user in [pump, driver, manager] { try await fleet.deletions.delete(user.userID) }
    let claim = ChangeClaim(
      id: fleet.ids.make(), user: pump.userID,
      record: SyncRecord(.transaction, .init(rawValue: sale.id.rawValue)), baseVersion: nil)
    let acts: [@Sendable () async throws -> Void] = [
      { _ = try await fleet.request(scene) },
      {
        // The receiver is gone, and who asks is not.
        _ = try await fleet.sales.request(
          fleet.wanted(scene, driver: scene.driver.id), by: scene.caller(.owner, of: .consumer))
      },
      { _ = try await fleet.sales.approve(sale.id, by: pump) },
      { _ = try await fleet.sales.reject(sale.id, by: pump) },
      { _ = try await fleet.sales.cancel(sale.id, by: driver) },
      { _ = try await fleet.topUp(account, .dinars(centimes: 100), of: scene) },
      { try await claim.making { try await fleet.store.atomically(.unkeyed) { _ in } } },
      {
        _ = try await fleet.store.keep(
          PushedChange(record: claim.record, outcome: .applied(version: nil)), claim.id,
          by: pump.userID, at: fleet.time.clock.now())
      },
    ]
    for (number, act) in acts.enumerated() {
      await #expect(throws: UserLeaving.self, "\(number)") { try await act() }
    }
    #expect(try await fleet.count("fleet_transactions WHERE decided_by IS NOT NULL") == 0)
    #expect(try await fleet.count("fleet_sync_changes") == 0)
  }

  @Test(
    "A driver who has left is unlinked with an event and an audit entry",
    arguments: Engine.allCases)
  func unlinked(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.deletions.delete(scene.driverUser)
    try await fleet.leavers.forget(scene.driverUser, after: fleet.ids.make())
    for _ in 1...2 { try await fleet.doJobs() }
    #expect(
      try await fleet.events(of: "driver:\(scene.driver.id)").map(\.type) == [
        "fleet.driver.updated"
      ])
    #expect(
      try await fleet.count("platform_audit WHERE action = 'fleet.driver.unlink'") == 1)
    #expect(try await fleet.count("fleet_drivers WHERE user_id IS NULL AND version = 2") == 1)
  }

  @Test("One event has a leaver unlinked once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let user = try fleet.user("ada")
    let event: RelayedEvent.ID = fleet.ids.make()
    for _ in 1...3 { try await fleet.leavers.forget(user, after: event) }
    #expect(try await fleet.count("platform_jobs WHERE kind = 'fleet.forget_leaver'") == 1)
  }
}
