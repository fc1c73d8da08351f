import Fleet
import FleetTesting
import JSON
import Kernel
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Synchronization
import Testing
import WorkTesting

@testable import FleetWeb

/// What people take away of what Fleet keeps about them, on every engine.
@Suite struct ExportTests {
  private static func sections(
    of user: UserID, in fleet: FleetFixture
  ) async throws -> [String: [JSONValue]] {
    let export = CompanyExport(
      store: fleet.store, trail: SQLAuditReader(database: fleet.database))
    var found: [String: [JSONValue]] = [:]
    for section in export.sections(of: user) {
      let kept = Mutex<[[UInt8]]>([])
      try await section.write { json in kept.withLock { $0.append(json) } }
      found[section.name] = try kept.withLock { $0 }.map { try JSONDocument(parsing: $0).root }
    }
    return found
  }

  @Test(
    "Each has the drivers that they are, the transactions they took part in, and what they did",
    arguments: Engine.allCases)
  func whole(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    try await fleet.account(scene, dinars: 9_000)
    let sale = try await fleet.sale(scene)
    _ = try await fleet.driverService.change(
      scene.driver.id, DriverChange { $0.details.phoneNumber = "+213 1" },
      by: scene.driverCaller)
    let claim = ChangeClaim(
      id: fleet.ids.make(), user: scene.driverUser,
      record: SyncRecord(.driver, .init(rawValue: scene.driver.id.rawValue)), baseVersion: nil)
    _ = try await fleet.store.keep(
      PushedChange(record: claim.record, outcome: .applied(version: 2)), claim.id,
      by: claim.user, at: fleet.time.clock.now())

    let driver = try await Self.sections(of: scene.driverUser, in: fleet)
    #expect(driver["drivers"]?.map { $0["license_number"]?.string } == ["L-\(scene.driver.id)"])
    #expect(driver["drivers"]?.first?["phone_number"]?.string == "+213 1")
    #expect(driver["transactions"]?.map { $0["id"]?.string } == ["\(sale.id)"])
    #expect(
      driver["transactions"]?.first?["as"].map { $0.elements.map(\.string) } == [
        "initiator", "driver",
      ])
    #expect(driver["pushed_changes"]?.map { $0["change_id"]?.string } == ["\(claim.id)"])
    #expect(driver["audit"]?.map { $0["action"]?.string } == ["fleet.driver.update"])
    #expect(driver["topups"]?.isEmpty == true && driver["memberships"]?.isEmpty == true)

    let pump = try await Self.sections(of: scene.member(.operator, of: .supplier), in: fleet)
    #expect(
      pump["transactions"]?.first?["as"].map { $0.elements.map(\.string) } == [
        "receiver", "decider",
      ])
    #expect(pump["drivers"]?.isEmpty == true && pump["memberships"]?.count == 1)
    let manager = try await Self.sections(of: scene.member(.manager, of: .supplier), in: fleet)
    #expect(manager["topups"]?.count == 1 && manager["transactions"]?.isEmpty == true)
  }

  @Test("A long list comes whole, each row once", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let fleet = try await FleetFixture(on: engine)
    let scene = try await fleet.scene()
    let account = try await fleet.account(of: scene.consumer, at: scene.supplier)
    for _ in 0..<401 {
      try await fleet.pendingRequest(
        on: account, for: scene.driver, from: scene.driverUser,
        to: scene.member(.operator, of: .supplier))
    }
    let found = try await Self.sections(of: scene.driverUser, in: fleet)["transactions"] ?? []
    #expect(Set(found.compactMap { $0["id"]?.string }).count == 401 && found.count == 401)
  }
}
