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

  @Test("One event has a leaver unlinked once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let user = try fleet.user("ada")
    let event: RelayedEvent.ID = fleet.ids.make()
    for _ in 1...3 { try await fleet.leavers.forget(user, after: event) }
    #expect(try await fleet.count("platform_jobs WHERE kind = 'fleet.forget_leaver'") == 1)
  }
}
