import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Which companies somebody sees, on every engine.
@Suite struct CompanyListContractTests {
  @Test(
    "Members see their own company whole, counterparties and suppliers by their cards",
    arguments: Engine.allCases)
  func sights(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let stranger = FleetCaller(userID: try fleet.user("zoe"))
    func full(_ company: Company, for caller: FleetCaller) async throws -> Bool {
      try await fleet.companies.company(company.id, for: caller).isFull
    }
    for role in MemberRole.allCases {
      let member = FleetCaller(userID: scene.member(role, of: .supplier))
      #expect(try await full(scene.supplier, for: member))
      await #expect(throws: AccessRefusal.notFound) {
        try await full(scene.consumer, for: member)
      }
    }
    #expect(try await !full(scene.supplier, for: stranger))
    await #expect(throws: AccessRefusal.notFound) { try await full(scene.consumer, for: stranger) }
    let driver = FleetCaller(userID: scene.driverUser)
    #expect(try await !full(scene.consumer, for: driver))
    try await fleet.account(of: scene.consumer, at: scene.supplier)
    #expect(
      try await !full(
        scene.consumer, for: FleetCaller(userID: scene.member(.viewer, of: .supplier))))
    for oversight in Oversight.allCases {
      #expect(
        try await full(
          scene.consumer, for: FleetCaller(userID: stranger.userID, oversight: oversight)))
    }
  }

  @Test(
    "The list has one's own companies and counterparties, and all active suppliers on demand",
    arguments: Engine.allCases)
  func list(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    fleet.clock.advance(seconds: 1)
    let other = try await fleet.company(.supplier, of: fleet.user("bola"), named: "Other")
    fleet.clock.advance(seconds: 1)
    let idle = try await fleet.company(.supplier, of: fleet.user("chi"), named: "Idle")
    let owner = FleetCaller(userID: try #require(idle.ownerID))
    _ = try await fleet.companies.change(idle.id, CompanyChange(isActive: false), by: owner)
    func list(
      _ caller: UserID, _ filter: CompanyFilter = CompanyFilter(), oversight: Oversight? = nil
    ) async throws -> [String] {
      try await fleet.companies.companies(
        filter, for: FleetCaller(userID: caller, oversight: oversight), after: nil, limit: 10
      ).map { $0.company.name + ($0.isFull ? "!" : "") }
    }
    let viewer = scene.member(.viewer, of: .consumer)
    #expect(try await list(viewer) == ["consumer!"])
    try await fleet.account(of: scene.consumer, at: other)
    #expect(try await list(viewer) == ["Other", "consumer!"])
    #expect(try await list(scene.driverUser) == ["Other", "consumer"])
    let suppliers = CompanyFilter(type: .supplier)
    #expect(try await list(viewer, suppliers) == ["Other", "supplier"])
    #expect(try await list(owner.userID, suppliers) == ["Idle!", "Other", "supplier"])
    #expect(
      try await list(owner.userID, CompanyFilter(type: .supplier, isActive: false)) == ["Idle!"])
    #expect(try await list(viewer, CompanyFilter(type: .consumer)) == ["consumer!"])
    #expect(try await list(fleet.user("zoe")) == [])
    #expect(
      try await Set(list(fleet.user("staff"), oversight: .support))
        == ["Idle!", "Other!", "consumer!", "supplier!"])
  }

  @Test("Pages follow each other without gaps", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    for number in 1...7 {
      _ = try await fleet.company(
        .supplier, of: fleet.user("owner\(number)"), named: "Supplier \(number)")
      // Some are made in the same millisecond: then the id decides.
      if number % 3 == 0 { fleet.clock.advance(seconds: 1) }
    }
    let reader = FleetCaller(userID: try fleet.user("zoe"))
    func page(_ place: CompanyPlace?, _ limit: Int) async throws -> [CompanySight] {
      try await fleet.companies.companies(
        CompanyFilter(type: .supplier), for: reader, after: place, limit: limit)
    }
    let all = try await page(nil, 100)
    #expect(all.count == 7)
    var seen: [CompanySight] = []
    while seen.count < 7 {
      let place = seen.last.map {
        CompanyPlace(createdAt: $0.company.createdAt, id: $0.company.id)
      }
      let next = try await page(place, 2)
      try #require(!next.isEmpty)
      seen += next
    }
    #expect(seen == all)
  }
}
