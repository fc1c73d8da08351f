import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// Companies: how they are made, seen and changed, on every engine.
@Suite struct CompanyContractTests {
  @Test("A company comes back as it was made, whole to its owner", arguments: Engine.allCases)
  func made(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let ada = FleetCaller(userID: try fleet.user("ada"))
    let made = try await fleet.companies.create(FleetFixture.request(.supplier), by: ada)
    #expect(made.company.ownerID == ada.userID && made.role == .owner)
    #expect(made.company.timeZone == "Africa/Algiers" && made.balances == CompanyBalances.none)
    #expect(try await fleet.companies.company(made.company.id, for: ada) == made)
    #expect(try await fleet.published() == ["fleet.company.created"])
    #expect(try await fleet.count("platform_audit WHERE action = 'fleet.company.create'") == 1)
  }

  @Test(
    "The same id with the same content is answered as the first time, any other is taken",
    arguments: Engine.allCases)
  func repeated(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let (ada, bola) = (
      FleetCaller(userID: try fleet.user("ada")), FleetCaller(userID: try fleet.user("bola"))
    )
    let id: Company.ID = fleet.ids.make()
    let first = try await fleet.companies.create(FleetFixture.request(.supplier, id: id), by: ada)
    fleet.clock.advance(seconds: 60)
    let again = try await fleet.companies.create(FleetFixture.request(.supplier, id: id), by: ada)
    #expect(again == first)
    for (request, caller) in [
      (FleetFixture.request(.consumer, id: id), ada),
      (FleetFixture.request(.supplier, "Other", id: id), ada),
      (FleetFixture.request(.supplier, id: id), bola),
    ] {
      await #expect(throws: CompanyRefusal.idTaken) {
        try await fleet.companies.create(request, by: caller)
      }
    }
    #expect(try await fleet.count("fleet_companies") == 1)
    #expect(try await fleet.published() == ["fleet.company.created"])
  }

  @Test(
    "Of many companies that a user makes at once, one is made", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let ada = FleetCaller(userID: try fleet.user("ada"))
    let made = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 1...12 {
        group.addTask {
          do {
            _ = try await fleet.companies.create(
              FleetFixture.request(.consumer, "Company \(number)"), by: ada)
            return 1
          } catch CompanyRefusal.ownsACompany {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(made == 1)
    #expect(try await fleet.count("fleet_companies") == 1)
    #expect(try await fleet.count("fleet_members") == 1)
  }

  @Test(
    "The same company, made by its client many times at once, is one, and everybody is told so",
    arguments: Engine.allCases)
  func sameAtOnce(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let ada = FleetCaller(userID: try fleet.user("ada"))
    let request = FleetFixture.request(.consumer, id: fleet.ids.make())
    let answers = try await withThrowingTaskGroup(of: CompanySight.self) { group in
      for _ in 1...8 {
        group.addTask { try await fleet.companies.create(request, by: ada) }
      }
      return try await group.reduce(into: Set<CompanySight>()) { $0.insert($1) }
    }
    #expect(answers.count == 1)
    #expect(try await fleet.published() == ["fleet.company.created"])
  }

  @Test(
    "An edit raises the version by one, and one that changes nothing leaves it",
    arguments: Engine.allCases)
  func changed(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let manager = FleetCaller(userID: scene.member(.manager, of: .supplier))
    let rename = CompanyChange { $0.name = "Naftal 2" }
    let sight = try await fleet.companies.change(scene.supplier.id, rename, by: manager)
    #expect(sight.company.version == 2 && sight.company.name == "Naftal 2")
    #expect(sight.role == .manager)
    let same = try await fleet.companies.change(scene.supplier.id, rename, by: manager)
    #expect(same == sight)
    #expect(try await fleet.published() == ["fleet.company.updated"])
    await #expect(throws: CompanyRefusal.immutableType) {
      try await fleet.companies.change(
        scene.supplier.id, CompanyChange(type: .consumer), by: manager)
    }
    let paused = try await fleet.companies.change(
      scene.supplier.id, CompanyChange(type: .supplier, isActive: false), by: manager)
    #expect(!paused.company.isActive && paused.company.version == 3)
  }

  @Test(
    "Balances are the sums of a consumer's accounts, and what a supplier sold",
    arguments: Engine.allCases)
  func balances(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let other = try await fleet.company(
      .supplier, of: fleet.user("bola"), named: "Other supplier")
    let (first, second) = (
      try await fleet.account(of: scene.consumer, at: scene.supplier),
      try await fleet.account(of: scene.consumer, at: other)
    )
    try await fleet.pay(.dinars(centimes: 10_000), to: first)
    try await fleet.pay(.dinars(centimes: 5_000), to: second)
    try await fleet.pay(.liters(hundredths: 700), to: first)
    try await fleet.spend(.dinars(centimes: 2_500), of: first)
    try await fleet.spend(.dinars(centimes: 1_000), of: first, isHeld: true)
    try await fleet.spend(.liters(hundredths: 300), of: first, isHeld: true)
    func balances(_ type: CompanyType) async throws -> CompanyBalances? {
      try await fleet.companies.company(
        scene.company(type).id, for: FleetCaller(userID: scene.member(.viewer, of: type))
      ).balances
    }
    #expect(
      try await balances(.consumer)
        == CompanyBalances(
          money: .dinars(centimes: 12_500), heldMoney: .dinars(centimes: 1_000),
          liters: .liters(hundredths: 700), heldLiters: .liters(hundredths: 300)))
    #expect(
      try await balances(.supplier)
        == CompanyBalances(
          money: .dinars(centimes: 2_500), heldMoney: .dinars(centimes: 1_000),
          liters: .liters(hundredths: 0), heldLiters: .liters(hundredths: 300)))
  }
}
