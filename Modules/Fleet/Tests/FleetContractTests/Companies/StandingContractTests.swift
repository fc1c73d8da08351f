import Fleet
import FleetTesting
import Kernel
import StorageTesting
import Testing

/// What somebody is in Fleet, on every engine.
@Suite struct StandingContractTests {
  @Test("A standing has all links of a user and no one else's", arguments: Engine.allCases)
  func links(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.add(scene.driverUser, to: scene.supplier, as: .viewer)
    let driver = try await fixture.store.standing(of: scene.driverUser, oversight: nil)
    #expect(driver.driver?.driverID == scene.driver.id)
    #expect(driver.membership(in: scene.supplier.id)?.role == .viewer)
    #expect(driver.membership(in: scene.consumer.id) == nil)
    let stranger = try await fixture.store.standing(of: fixture.user("zoe"), oversight: nil)
    #expect(stranger.memberships == [] && stranger.driver == nil)
  }
}
