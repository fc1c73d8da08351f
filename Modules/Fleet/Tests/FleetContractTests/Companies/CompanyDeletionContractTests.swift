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
    #expect(
      try await fleet.published() == [
        "fleet.account.updated", "fleet.company.deleted", "fleet.driver.deleted",
      ])
    // Clients' copies show both as they are.
    #expect(
      try await fleet.count(
        """
        fleet_sync_log l JOIN fleet_accounts a ON a.id = l.record_id
        WHERE a.version = 2 AND l.version = 2
        """) == 2)
    #expect(
      try await fleet.count(
        """
        fleet_sync_log l JOIN fleet_drivers d ON d.id = l.record_id
        WHERE d.version = 2 AND l.version = 2 AND l.is_deleted
        """) == 2)
    // Every server looks again at what the driver follows.
    let told = try await fleet.events(of: "driver:\(scene.driver.id)")
    #expect(told.last?.topics.contains("rights:user:\(scene.driverUser)") == true)
    for action in ["fleet.account.update", "fleet.driver.delete", "fleet.company.delete"] {
      #expect(try await fleet.count("platform_audit WHERE action = \(action)") == 1, "\(action)")
    }
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

  @Test(
    "A company that is deleted locks drivers before accounts, as requests do",
    arguments: Engine.allCases)
  func order(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let fleet = FleetFixture(over: watched)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 1_000)
    func expectOrder(
      _ first: String, _ second: String, _ act: () async throws -> Void
    ) async throws {
      _ = watched.takeStatements()
      try await act()
      let statements = watched.takeStatements().map { "\($0)" }
      let drivers = try #require(statements.firstIndex { $0.contains(first) })
      let accounts = try #require(statements.firstIndex { $0.contains(second) })
      #expect(drivers < accounts)
    }
    try await expectOrder("FROM fleet_drivers d\n", "FROM fleet_accounts a\nWHERE") {
      _ = try await fleet.request(scene)
    }
    try await expectOrder("ORDER BY d.id", "ORDER BY a.id") {
      await #expect(throws: CompanyRefusal.pendingTransactions) {
        try await fleet.companies.delete(
          scene.consumer.id, by: scene.caller(.owner, of: .consumer))
      }
    }
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
