import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import Work
import WorkTesting

/// Whatever an event has shown otherwise comes with the next pull, on every engine.
@Suite struct ShownContractTests {
  @Test(
    "What waits in a driver's month is told as it is requested, and as it waits no more",
    arguments: Engine.allCases)
  func month(on engine: Engine) async throws {
    let (fixture, scene) = try await stage(on: engine)
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    var cab = try await Told(to: scene.driverUser, by: fixture)
    func requireDriver(_ what: Comment) async throws {
      #expect(try await office.next().contains(SyncRecord(scene.driver)), what)
      #expect(try await cab.next().contains(SyncRecord(scene.driver)), what)
    }
    let rejected = try await fixture.request(scene)
    try await requireDriver("requested")
    let pump = scene.caller(.operator, of: .supplier)
    _ = try await fixture.sales.reject(rejected.id, by: pump)
    try await requireDriver("rejected")
    let cancelled = try await fixture.request(scene)
    try await requireDriver("requested")
    _ = try await fixture.sales.cancel(cancelled.id, by: scene.driverCaller)
    try await requireDriver("cancelled")
    let approved = try await fixture.sale(scene)
    try await requireDriver("approved")
    _ = try await fixture.sales.reverse(
      approved.id, because: "mistake", by: scene.caller(.manager, of: .supplier))
    try await requireDriver("reversed")
    _ = try await fixture.request(scene)
    try await requireDriver("requested")
    fixture.clock.advance(seconds: 2 * 86_400)
    try await fixture.sales.expireOverdue()
    try await requireDriver("expired")
  }

  @Test(
    "With a company's name or clock, its accounts and drivers are told",
    arguments: Engine.allCases)
  func bearers(on engine: Engine) async throws {
    let (fixture, scene) = try await stage(on: engine)
    let account = try await fixture.account(scene)
    let record = SyncRecord(.account, SyncRecordID(rawValue: account.id.rawValue))
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    var pump = try await Told(to: scene.member(.viewer, of: .supplier), by: fixture)
    var cab = try await Told(to: scene.driverUser, by: fixture)
    let manager = scene.caller(.manager, of: .consumer)
    _ = try await fixture.companies.change(
      scene.consumer.id, CompanyChange { $0.name = "Sonatrach" }, by: manager)
    #expect(
      try await office.next().isSuperset(of: [record, SyncRecord(scene.driver)]))
    #expect(try await pump.next().contains(record))
    #expect(try await cab.next().contains(SyncRecord(scene.driver)))
    _ = try await fixture.companies.change(
      scene.consumer.id, CompanyChange { $0.timeZone = "Asia/Kolkata" }, by: manager)
    #expect(try await office.next().contains(SyncRecord(scene.driver)))
    _ = try await fixture.companies.change(
      scene.consumer.id, CompanyChange { $0.address = "2 Rue" }, by: manager)
    #expect(try await cab.next().contains(SyncRecord(scene.consumer)))
    _ = try await fixture.companies.change(
      scene.supplier.id, CompanyChange { $0.name = "Petro" },
      by: scene.caller(.manager, of: .supplier))
    #expect(try await office.next().isSuperset(of: [record, SyncRecord(scene.supplier)]))
  }

  @Test(
    "The accounts of a deleted company are told as suspended, in a version of their own",
    arguments: Engine.allCases)
  func suspended(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let account = try await fixture.account(scene)
    let record = SyncRecord(.account, SyncRecordID(rawValue: account.id.rawValue))
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    try await fixture.companies.delete(
      scene.supplier.id, by: scene.caller(.owner, of: .supplier))
    #expect(try await office.next().contains(record))
    #expect(office.copies.records[record] == account.version + 1)
    let view = try await fixture.view(account, of: scene)
    #expect(!view.account.isActive && view.account.version == account.version + 1)
  }

  @Test(
    "A meter that starts anew is told of everybody who drives the vehicle",
    arguments: Engine.allCases)
  func meter(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let manager = scene.caller(.manager, of: .consumer)
    var made: [Driver] = []
    for (name, license) in [("ali", "L-8"), ("omar", "L-9")] {
      let email = try #require(EmailAddress("\(name)@example.com"))
      let request = DriverRequest(
        companyID: scene.consumer.id,
        details: DriverDetails(
          name: name, email: email, licenseNumber: license, vehicleNumber: "V-1"))
      made.append(try await fixture.driverService.create(request, by: manager).sight.driver)
    }
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    let change = DriverChange(odometer: Odometer(tenths: 100))
    _ = try await fixture.driverService.change(made[0].id, change, by: manager)
    #expect(try await office.next().isSuperset(of: made.map { SyncRecord($0) }))
    #expect(office.copies.records[SyncRecord(made[1])] == 1)
  }

  @Test(
    "Transactions that name somebody who has left are told without their id",
    arguments: Engine.allCases)
  func leaver(on engine: Engine) async throws {
    let (fixture, scene) = try await stage(on: engine)
    let sale = try await fixture.sale(scene)
    let record = SyncRecord(.transaction, SyncRecordID(rawValue: sale.id.rawValue))
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    try await fixture.leavers.forget(
      scene.member(.operator, of: .supplier), after: fixture.ids.make())
    try await fixture.doJobs()
    #expect(try await office.next().contains(record))
    #expect(office.copies.records[record] == sale.version)
  }

  @Test(
    "Who knows a record by an old version moves it, and neither ages nor revives it",
    arguments: Engine.allCases)
  func old(on engine: Engine) async throws {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    let scope = SyncScope.company(scene.consumer.id)
    let (edited, gone): (SyncRecordID, SyncRecordID) = (fixture.ids.make(), fixture.ids.make())
    var office = try await Told(to: scene.member(.viewer, of: .consumer), by: fixture)
    try await fixture.note(.driver, edited, version: 3, for: [scope])
    try await fixture.note(.driver, gone, version: 3, isDeleted: true, for: [scope])
    _ = try await office.next()
    try await fixture.note(.driver, edited, version: 2, for: [scope])
    try await fixture.note(.driver, gone, version: 2, for: [scope])
    #expect(
      try await office.next()
        == [SyncRecord(.driver, edited), SyncRecord(.driver, gone)])
    #expect(office.copies.records == [SyncRecord(.driver, edited): 3])
  }

  /// A scene with money on its account.
  private func stage(on engine: Engine) async throws -> (FleetFixture, FleetScene) {
    let fixture = try await FleetFixture(on: engine)
    let scene = try await fixture.scene()
    try await fixture.account(scene, dinars: 100_000)
    return (fixture, scene)
  }
}

/// What somebody's device is told from now on.
private struct Told {
  private(set) var copies: Copies
  private let puller: SyncPuller

  /// A device that has everything.
  init(to user: UserID, by fixture: FleetFixture) async throws {
    (copies, puller) = (Copies(of: user), fixture.puller)
    try await copies.pullAll(from: puller)
  }

  /// The records that have come since.
  mutating func next() async throws -> Set<SyncRecord> {
    var found: Set<SyncRecord> = []
    var hasMore = true
    while hasMore {
      let page = try await copies.pull(from: puller)
      found.formUnion(page.entries.map(\.record))
      hasMore = page.hasMore
    }
    return found
  }
}
