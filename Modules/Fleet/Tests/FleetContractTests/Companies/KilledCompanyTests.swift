import Fleet
import FleetTesting
import Glibc
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What a process leaves behind that is killed in the middle of a change, on every engine.
@Suite struct KilledCompanyTests {
  @Test(
    "Killed at any point, a company is made whole, with its owner and what is told of it, or not",
    arguments: Engine.allCases)
  func create(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let address = try #require(Engine.address(of: fleet.database))
    let id: Company.ID = fleet.ids.make()
    let ada = try fleet.user("ada")
    let (text, owner) = ("\(id)", "\(ada)")
    for step in [1, 2, 3, 4] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, text = text as String, owner = owner as String,
          step = step as Int
        ] in
        let fleet = FleetFixture(over: MortalDatabase(try Engine.open(address), dyingAt: step))
        let id = try #require(Company.ID(text))
        _ = try await fleet.companies.create(
          FleetFixture.request(.supplier, id: id),
          by: FleetCaller(userID: try #require(UserID(owner))))
      }
      let traces = [
        try await fleet.count("fleet_companies"), try await fleet.count("fleet_members"),
        try await fleet.count("platform_outbox"),
        try await fleet.count("platform_jobs WHERE kind = 'fleet.grants.mirror'"),
        try await fleet.count("platform_audit WHERE action = 'fleet.company.create'"),
      ]
      #expect(Set(traces).count == 1, "killed at \(step): \(traces)")
    }
    // Whoever repeats it has it once.
    for _ in 1...2 {
      _ = try await fleet.companies.create(
        FleetFixture.request(.supplier, id: id), by: FleetCaller(userID: ada))
    }
    #expect(try await fleet.count("fleet_companies") == 1)
    #expect(try await fleet.count("fleet_members WHERE role = 'owner'") == 1)
    #expect(try await fleet.published() == ["fleet.company.created"])
  }

  @Test(
    "Killed at any point, a company has one owner while it is handed over",
    arguments: Engine.allCases)
  func handOver(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let address = try #require(Engine.address(of: fleet.database))
    let (owner, heir) = (
      scene.member(.owner, of: .supplier), scene.member(.viewer, of: .supplier)
    )
    let (id, by, to) = ("\(scene.supplier.id)", "\(owner)", "\(heir)")
    for step in [2, 4, 6, 8] {
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [
          address = address as String, id = id as String, by = by as String, to = to as String,
          step = step as Int
        ] in
        let fleet = FleetFixture(over: MortalDatabase(try Engine.open(address), dyingAt: step))
        _ = try await fleet.members.change(
          try #require(UserID(to)), of: try #require(Company.ID(id)), to: .owner,
          by: FleetCaller(userID: try #require(UserID(by))))
      }
      let owners = try await fleet.count(
        """
        fleet_members m JOIN fleet_companies c ON c.id = m.company_id AND c.user_id = m.user_id
        WHERE m.role = 'owner' AND c.id = \(scene.supplier.id)
        """)
      #expect(owners == 1, "killed at \(step)")
    }
    _ = try? await fleet.members.change(
      heir, of: scene.supplier.id, to: .owner, by: FleetCaller(userID: owner))
    let standing = try await fleet.store.standing(of: heir, oversight: nil)
    #expect(standing.membership(in: scene.supplier.id)?.role == .owner)
  }
}
