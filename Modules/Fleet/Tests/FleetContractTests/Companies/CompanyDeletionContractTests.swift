import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// How companies are deleted, on every engine.
@Suite struct CompanyDeletionContractTests {
  @Test(
    "A company is not deleted while requests wait or there is something on an account",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(of: scene.consumer, at: scene.supplier)
    try await fleet.pay(.dinars(centimes: 2_500), to: account)
    try await fleet.pendingRequest(
      on: account, for: scene.driver, from: scene.driverUser,
      to: scene.member(.operator, of: .supplier))
    for type in CompanyType.allCases {
      await #expect(throws: CompanyRefusal.pendingTransactions) {
        try await fleet.companies.delete(
          scene.company(type).id, by: FleetCaller(userID: scene.member(.owner, of: type)))
      }
    }
    // What has expired waits no more, whether a job has seen it or not.
    fleet.clock.advance(seconds: 86_400)
    for type in CompanyType.allCases {
      await #expect(throws: CompanyRefusal.balanceNotZero) {
        try await fleet.companies.delete(
          scene.company(type).id, by: FleetCaller(userID: scene.member(.owner, of: type)))
      }
    }
    #expect(try await fleet.count("fleet_accounts WHERE is_active = \(true)") == 1)
    #expect(try await fleet.published() == [])
  }

  @Test(
    "A deleted company is gone for all, its accounts are suspended, its drivers are free",
    arguments: Engine.allCases)
  func deleted(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(of: scene.consumer, at: scene.supplier)
    try await fleet.pay(.dinars(centimes: 2_500), to: account)
    try await fleet.spend(.dinars(centimes: 2_500), of: account)
    let owner = FleetCaller(userID: scene.member(.owner, of: .consumer))
    try await fleet.companies.delete(scene.consumer.id, by: owner)
    for user in [owner.userID, scene.member(.viewer, of: .consumer), scene.driverUser] {
      await #expect(throws: AccessRefusal.notFound) {
        try await fleet.companies.company(scene.consumer.id, for: FleetCaller(userID: user))
      }
      let standing = try await fleet.store.standing(of: user, oversight: nil)
      #expect(standing.memberships == [] && standing.driver == nil)
    }
    #expect(try await fleet.count("fleet_accounts WHERE is_active = \(false)") == 1)
    #expect(try await fleet.published() == ["fleet.company.deleted"])
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.companies.delete(scene.consumer.id, by: owner)
    }
    // The owner may have another one, which is not the same.
    await #expect(throws: CompanyRefusal.idTaken) {
      try await fleet.companies.create(
        FleetFixture.request(.consumer, id: scene.consumer.id), by: owner)
    }
    _ = try await fleet.companies.create(FleetFixture.request(.consumer), by: owner)
    _ = try await fleet.driver(
      of: fleet.company(.consumer, of: fleet.user("bola"), named: "Next"), user: scene.driverUser)
  }

  @Test("Only the owner deletes a company", arguments: Engine.allCases)
  func owner(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    for role in MemberRole.allCases where role != .owner {
      await #expect(throws: AccessRefusal.forbidden) {
        try await fleet.companies.delete(
          scene.supplier.id, by: FleetCaller(userID: scene.member(role, of: .supplier)))
      }
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await fleet.companies.delete(
        scene.supplier.id, by: FleetCaller(userID: scene.member(.owner, of: .consumer)))
    }
  }
}
