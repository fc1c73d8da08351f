import Fleet
import FleetTesting
import Kernel
import Ports
import Storage
import StorageTesting
import Testing
import Work

/// What those tell who sign up for Fleet, on every engine.
@Suite struct RegistrationContractTests {
  static let profile = DriverProfile(
    licenseNumber: "L-1", vehicleNumber: "16-12345", truckModel: nil, licensePlate: nil)

  @Test(
    "A company that is told is made once, however often it is told", arguments: Engine.allCases)
  func company(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let ada = FleetCaller(userID: try fleet.user("ada"))
    for _ in 1...3 {
      try await fleet.registration.found(FleetFixture.request(.supplier), by: ada.userID)
    }
    let mine = try await fleet.companies.companies(
      CompanyFilter(), for: ada, after: nil, limit: 10)
    #expect(mine.map(\.role) == [.owner])
    // Not even once it is gone.
    try await fleet.companies.delete(mine[0].company.id, by: ada)
    try await fleet.registration.found(FleetFixture.request(.supplier), by: ada.userID)
    #expect(try await fleet.count("fleet_companies") == 1)
  }

  @Test(
    "A driver without a code waits, with what they told, for an invitation",
    arguments: Engine.allCases)
  func waits(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let ada = try fleet.user("ada")
    for _ in 1...2 {
      try await fleet.registration.take(Self.profile, code: nil, of: ada)
    }
    let kept = try await fleet.store.atomically(.unkeyed) { try $0.waitingDriver(ada) }
    #expect(kept == Self.profile)
    #expect(try await fleet.store.standing(of: ada, oversight: nil).driver == nil)
  }

  @Test(
    "An unfit code refuses the profile and keeps nothing; a fit one is taken",
    arguments: Engine.allCases)
  func code(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let ada = try fleet.user("ada")
    for code in ["nonsense", fleet.post.code().text] {
      await #expect(throws: InvitationRefusal.notFound) {
        try await fleet.registration.take(Self.profile, code: code, of: ada)
      }
    }
    #expect(try await fleet.count("fleet_waiting_drivers") == 0)
    let code = fleet.post.code()
    fleet.drivers.take(code, for: scene.driver)
    fleet.directory.add(
      DirectoryUser(id: ada, name: "ada", email: scene.driver.details.email, isActive: true))
    try await fleet.registration.take(Self.profile, code: code.text, of: ada)
    #expect(try await fleet.count("fleet_waiting_drivers") == 0)
  }
}
