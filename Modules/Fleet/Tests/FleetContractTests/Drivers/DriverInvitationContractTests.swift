import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import WorkTesting
import Testing

/// How users become drivers, on every engine.
@Suite struct DriverInvitationContractTests {
  @Test("A code links whom it is for at once, and once", arguments: Engine.allCases)
  func links(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let made = try await stage.make("karim")
    let (karim, eve) = (try stage.fleet.user("karim"), try stage.fleet.user("eve"))
    await #expect(throws: InvitationRefusal.otherAddress) {
      try await stage.fleet.accept(made.code?.code, by: eve)
    }
    let linked = try await stage.fleet.accept(made.code?.code, by: karim)
    #expect(linked?.userID == karim && linked?.version == 2)
    #expect(
      try await stage.fleet.count(
        "platform_audit WHERE action = 'fleet.driver.accept' AND actor_id = \(karim)") == 1)
    let standing = try await stage.fleet.store.standing(of: karim, oversight: nil)
    #expect(standing.driver?.driverID == made.sight.driver.id)
    await #expect(throws: InvitationRefusal.invitationUsed) {
      try await stage.fleet.accept(made.code?.code, by: karim)
    }
    await #expect(throws: DriverRefusal.alreadyAccepted) {
      try await stage.drivers.invite(made.sight.driver.id, by: stage.manager)
    }
  }

  @Test("A code ends with its time, the next one, and the driver", arguments: Engine.allCases)
  func ends(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let karim = try stage.fleet.user("karim")
    let made = try await stage.make("karim")
    let id = made.sight.driver.id
    let second = try await stage.drivers.invite(id, by: stage.manager)
    #expect(try await stage.fleet.accept(made.code?.code, by: karim) == nil)
    stage.fleet.terms.change { $0.invitationTTL = .seconds(60) }
    let third = try await stage.drivers.invite(id, by: stage.manager)
    #expect(second.expiresAt > third.expiresAt)
    try await stage.fleet.time.advance(by: .seconds(60), doing: [])
    await #expect(throws: InvitationRefusal.invitationExpired) {
      try await stage.fleet.accept(third.code, by: karim)
    }
    let fourth = try await stage.drivers.invite(id, by: stage.manager)
    try await stage.drivers.delete(id, by: stage.manager)
    #expect(try await stage.fleet.accept(fourth.code, by: karim) == nil)
  }

  @Test(
    "A user drives for one company, however many codes come at once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let (_, owner) = try await stage.otherConsumer()
    let karim = try stage.fleet.user("karim")
    var codes = [try await stage.make("karim").code?.code]
    codes.append(
      try await stage.drivers.create(
        stage.fleet.driverRequest("karim", license: "L"), by: owner
      ).code?.code)
    let linked = await withTaskGroup(of: Bool.self) { group in
      for code in codes + codes + codes {
        group.addTask { (try? await stage.fleet.accept(code, by: karim)) != nil }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(linked == 1)
    for code in codes {
      await #expect(throws: InvitationRefusal.self) {
        try await stage.fleet.accept(code, by: karim)
      }
    }
    let count = try await stage.fleet.database.first(
      "SELECT COUNT(*) AS n FROM fleet_drivers WHERE user_id = \(karim)"
    ) { try $0.get("n", as: Int.self) }
    #expect(count == 1)
  }
}
