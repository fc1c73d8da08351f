import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What staff of the house does in companies, on every engine.
@Suite struct AdministrationContractTests {
  private static func administration(_ fleet: FleetFixture) -> FleetAdministration {
    FleetAdministration(store: fleet.store, members: fleet.members, clock: fleet.time.clock)
  }

  private static func reasons(_ fleet: FleetFixture, _ action: String) async throws -> Int {
    try await fleet.count("platform_audit WHERE action = \(action)")
  }

  @Test("A request that waits ends at once, and what it held is free", arguments: Engine.allCases)
  func expire(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 3_000)
    let staff = Self.administration(fleet)
    let early = try await fleet.request(scene)
    let ended = try await staff.expire(early.id, because: "lost", by: .operatorConsole)
    #expect(ended.state == .expired && ended.reason == "lost")
    await #expect(throws: TransactionRefusal.notPending(.expired)) {
      try await staff.expire(early.id, because: "again", by: .operatorConsole)
    }
    let late = try await fleet.request(scene)
    fleet.clock.advance(seconds: 86_400)
    let over = try await staff.expire(late.id, because: "over", by: .operatorConsole)
    #expect(over.state == .expired && over.completedAt == late.expiresAt)
    #expect(try await fleet.view(account, of: scene).money.available.minorUnits == 300_000)
    #expect(try await Self.reasons(fleet, "fleet.transaction.expire") == 2)
    await #expect(throws: AccessRefusal.notFound) {
      try await staff.expire(fleet.ids.make(), because: "none", by: .operatorConsole)
    }
  }

  @Test(
    "Companies and drivers are stopped and started, which is noted once a change",
    arguments: Engine.allCases)
  func activity(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let staff = Self.administration(fleet)
    for _ in 1...2 {
      let company = try await staff.setActive(
        false, scene.supplier.id, because: "fraud", by: .operatorConsole
      ).company
      #expect(!company.isActive && company.version == 2)
      let driver = try await staff.setActive(
        false, scene.driver.id, because: "fraud", by: .operatorConsole
      ).driver
      #expect(!driver.isActive && driver.version == 2)
    }
    #expect(try await Self.reasons(fleet, "fleet.company.deactivate") == 1)
    #expect(try await Self.reasons(fleet, "fleet.driver.deactivate") == 1)
    let started = try await staff.setActive(
      true, scene.supplier.id, because: "cleared", by: .operatorConsole)
    #expect(started.company.isActive)
  }

  @Test("A company is handed over with a reason", arguments: Engine.allCases)
  func handOver(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let user = try fleet.user("successor")
    let company = try await Self.administration(fleet).handOver(
      scene.supplier.id, to: user, because: "retired", by: .operatorConsole)
    #expect(company.company.ownerID == user)
    #expect(try await Self.reasons(fleet, "fleet.company.hand_over") == 1)
  }

  @Test(
    "A company is handed over to nobody who does not exist, may not act, or is leaving",
    arguments: Engine.allCases)
  func heirs(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let (blocked, leaver) = (try fleet.user("blocked"), try fleet.user("leaver"))
    fleet.directory.add(DirectoryUser(id: blocked, name: "b", email: nil, isActive: false))
    try await fleet.deletions.delete(leaver)
    func handOver(to user: UserID) async throws {
      _ = try await Self.administration(fleet).handOver(
        scene.supplier.id, to: user, because: "retired", by: .operatorConsole)
    }
    for user in [fleet.ids.make(), blocked] {
      await #expect(throws: AccessRefusal.notFound) { try await handOver(to: user) }
      await #expect(throws: AccessRefusal.notFound) {
        try await fleet.members.enrol(
          user, in: scene.supplier.id, as: .viewer, by: .operatorConsole)
      }
    }
    await #expect(throws: UserLeaving.self) { try await handOver(to: leaver) }
    let owner = scene.member(.owner, of: .supplier)
    #expect(
      try await fleet.count(
        "fleet_companies WHERE user_id = \(owner) AND id = \(scene.supplier.id)") == 1)
    #expect(try await fleet.count("fleet_members WHERE company_id = \(scene.supplier.id)") == 4)
  }

  @Test(
    "A request ends with a reason whatever the clocks of the servers say",
    arguments: Engine.allCases)
  func clocks(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(scene, dinars: 3_000)
    let sale = try await fleet.request(scene)
    // The ledger's clock is past the end of the hold, the one of who ends it is not.
    let early = FleetAdministration(
      store: fleet.store, members: fleet.members, clock: FixedClock(fleet.time.clock.now()))
    fleet.clock.advance(seconds: 86_400)
    let ended = try await early.expire(sale.id, because: "lost", by: .operatorConsole)
    #expect(ended.state == .expired && ended.completedAt == sale.expiresAt)
    #expect(try await fleet.view(account, of: scene).money.available.minorUnits == 300_000)
    #expect(try await Self.reasons(fleet, "fleet.transaction.expire") == 1)
  }
}
