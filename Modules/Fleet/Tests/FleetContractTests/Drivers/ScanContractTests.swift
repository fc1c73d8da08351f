import Fleet
import FleetTesting
import Kernel
import StorageTesting
import WorkTesting
import Testing

/// Who is shown whom by a code, on every engine.
@Suite struct ScanContractTests {
  @Test("A code shows who is on the other side of an account, once", arguments: Engine.allCases)
  func shows(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let codes = FixtureCodes()
    let scans = stage.fleet.scans(codes)
    codes.make("driver", of: stage.scene.driverUser)
    let pump = stage.caller(.operator, of: .supplier)
    let found = try await scans.scan("driver", by: pump)
    #expect(found.company.id == stage.scene.consumer.id && found.name == "driver")
    #expect(found.driver?.driver.id == stage.scene.driver.id)
    await #expect(throws: ScanRefusal.redeemed) { try await scans.scan("driver", by: pump) }
    codes.make("pump", of: pump.userID)
    let served = try await scans.scan("pump", by: stage.driver)
    #expect(served.company.id == stage.scene.supplier.id && served.driver == nil)
    await #expect(throws: ScanRefusal.invalid) { try await scans.scan("?", by: pump) }
    await #expect(throws: ScanRefusal.expired) { try await scans.scan("old", by: pump) }
  }

  @Test(
    "Whoever is on no other side is nobody, and their code is spent", arguments: Engine.allCases)
  func strangers(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let codes = FixtureCodes()
    let scans = stage.fleet.scans(codes)
    let (other, owner) = try await stage.otherConsumer()
    let stranger = try stage.fleet.user("stranger")
    _ = try await stage.fleet.driver(of: other, user: stranger)
    codes.make("stranger", of: stranger)
    codes.make("colleague", of: stage.scene.driverUser)
    codes.make("mine", of: stage.scene.driverUser)
    let pump = stage.caller(.operator, of: .supplier)
    await #expect(throws: AccessRefusal.notFound) { try await scans.scan("stranger", by: pump) }
    await #expect(throws: ScanRefusal.redeemed) { try await scans.scan("stranger", by: pump) }
    await #expect(throws: AccessRefusal.notFound) {
      try await scans.scan("colleague", by: stage.manager)
    }
    await #expect(throws: AccessRefusal.notFound) { try await scans.scan("mine", by: owner) }
    codes.make("kept", of: stage.scene.driverUser)
    for caller in [stage.caller(.viewer, of: .supplier), FleetCaller(userID: pump.userID)]
    where caller != pump {
      await #expect(throws: AccessRefusal.forbidden) {
        try await scans.scan("kept", by: caller)
      }
    }
    #expect(try await scans.scan("kept", by: pump).id == stage.scene.driverUser)
  }
}
