import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import WorkTesting
import Testing

/// Drivers of consumers, on every engine.
@Suite struct DriverContractTests {
  @Test(
    "A new driver is kept with all that was said, and waits for the user",
    arguments: Engine.allCases)
  func create(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let limits = DriverLimits(
      perTransaction: .liters(hundredths: 5_000), dailyLiters: .liters(hundredths: 0),
      dailyCount: 3, hours: .init(from: 22 * 60, to: 6 * 60), weekdays: [1, 7],
      products: [.diesel, .adblue], action: .alert)
    let made = try await stage.drivers.create(
      stage.fleet.driverRequest("karim", license: "L-1", limits: limits), by: stage.manager)
    #expect(made.code != nil && made.sight.driver.userID == nil)
    #expect(made.sight.driver.monthlyLimit == .liters(hundredths: 100_000))
    let found = try await stage.drivers.driver(made.sight.driver.id, for: stage.caller(.viewer))
    #expect(found == made.sight)
    #expect(found.driver.limits == limits && found.driver.companyName == "consumer")
    let jobs = try await stage.fleet.database.all("SELECT kind FROM platform_jobs") {
      try $0.get("kind", as: String.self)
    }
    #expect(jobs == ["fleet.send_invitation"])
    #expect(try await stage.published() == ["fleet.driver.created"])
    #expect(try await stage.audited() == ["fleet.driver.create"])
  }

  @Test("The standard limit is as administrators have set it", arguments: Engine.allCases)
  func standardLimit(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    stage.fleet.terms.change { $0.defaultMonthlyLimit = .liters(hundredths: 777) }
    #expect(try await stage.make("a").sight.driver.monthlyLimit == .liters(hundredths: 777))
    let unlimited = try await stage.drivers.create(
      stage.fleet.driverRequest("b", license: "L-b", monthlyLimit: .liters(nil)),
      by: stage.manager)
    #expect(unlimited.sight.driver.monthlyLimit == nil)
  }

  @Test(
    "Ids and licences are taken once; the same request again changes nothing",
    arguments: Engine.allCases)
  func taken(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let id: Driver.ID = stage.fleet.ids.make()
    let request = try stage.fleet.driverRequest("karim", license: "L-1", id: id)
    let made = try await stage.drivers.create(request, by: stage.manager)
    let again = try await stage.drivers.create(request, by: stage.manager)
    #expect(again.sight == made.sight && again.code == nil)
    #expect(try await stage.published() == ["fleet.driver.created"])
    await #expect(throws: DriverRefusal.idTaken) {
      try await stage.drivers.create(
        stage.fleet.driverRequest("karim", license: "L-2", id: id), by: stage.manager)
    }
    await #expect(throws: DriverRefusal.licenseTaken) {
      try await stage.drivers.create(
        stage.fleet.driverRequest("other", license: "L-1"), by: stage.manager)
    }
    let (_, owner) = try await stage.otherConsumer()
    await #expect(throws: DriverRefusal.idTaken) {
      try await stage.drivers.create(request, by: owner)
    }
    _ = try await stage.drivers.create(
      stage.fleet.driverRequest("karim", license: "L-1"), by: owner)
    try await stage.drivers.delete(id, by: stage.manager)
    await #expect(throws: DriverRefusal.idTaken) {
      try await stage.drivers.create(request, by: stage.manager)
    }
    _ = try await stage.drivers.create(
      stage.fleet.driverRequest("karim", license: "L-1"), by: stage.manager)
  }

  @Test(
    "Whoever manages several consumers names one, and suppliers have no drivers",
    arguments: Engine.allCases)
  func whose(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let (other, _) = try await stage.otherConsumer()
    try await stage.fleet.add(stage.manager.userID, to: other, as: .manager)
    await #expect(throws: DriverRefusal.companyMissing) { try await stage.make("karim") }
    let made = try await stage.drivers.create(
      stage.fleet.driverRequest("karim", license: "L", company: other.id), by: stage.manager)
    #expect(made.sight.driver.companyID == other.id)
    let supplier = stage.scene.supplier.id
    await #expect(throws: DriverRefusal.notAConsumer) {
      try await stage.drivers.create(
        stage.fleet.driverRequest("karim", license: "M", company: supplier),
        by: stage.caller(.owner, of: .supplier))
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.drivers.create(
        stage.fleet.driverRequest("karim", license: "M", company: supplier), by: stage.manager)
    }
  }

  @Test("Only managers make, change, invite, stop and delete drivers", arguments: Engine.allCases)
  func rights(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let id = stage.scene.driver.id
    let stranger = FleetCaller(userID: try stage.fleet.user("stranger"))
    let refused: [(FleetCaller, AccessRefusal)] = [
      (stage.caller(.viewer), .forbidden), (stage.caller(.operator), .forbidden),
      (stage.driver, .forbidden), (stage.caller(.owner, of: .supplier), .notFound),
      (stranger, .notFound),
      (FleetCaller(userID: stranger.userID, oversight: .support), .forbidden),
    ]
    for (caller, refusal) in refused {
      await #expect(throws: refusal) {
        try await stage.drivers.change(id, DriverChange { $0.monthlyLimit = nil }, by: caller)
      }
      await #expect(throws: refusal) { try await stage.drivers.invite(id, by: caller) }
      await #expect(throws: refusal) { try await stage.drivers.setActive(false, id, by: caller) }
      await #expect(throws: refusal) { try await stage.drivers.delete(id, by: caller) }
      await #expect(throws: refusal) {
        try await stage.drivers.create(
          stage.fleet.driverRequest("x", license: "X", company: stage.scene.consumer.id),
          by: caller)
      }
    }
    let admin = FleetCaller(userID: stranger.userID, oversight: .admin)
    #expect(try await !stage.drivers.setActive(false, id, by: admin).driver.isActive)
  }

  @Test(
    "Drivers see themselves and change their phone number, and nothing else",
    arguments: Engine.allCases)
  func oneself(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let id = stage.scene.driver.id
    let change = DriverChange { $0.details.phoneNumber = "+213 5" }
    let changed = try await stage.drivers.change(id, change, by: stage.driver)
    #expect(changed.driver.details.phoneNumber == "+213 5" && changed.driver.version == 2)
    await #expect(throws: AccessRefusal.forbidden) {
      try await stage.drivers.change(
        id, DriverChange(odometer: Odometer(tenths: 1)), by: stage.driver)
    }
    let colleague = try await stage.fleet.driver(of: stage.scene.consumer)
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.drivers.driver(colleague.id, for: stage.driver)
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.drivers.change(colleague.id, change, by: stage.driver)
    }
    #expect(try await stage.drivers.driver(id, for: stage.driver).driver == changed.driver)
  }

  @Test("A change counts one version, and none changes nothing", arguments: Engine.allCases)
  func versions(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let id = stage.scene.driver.id
    let change = DriverChange(odometer: Odometer(tenths: 1_205_000)) { $0.tankCapacity = nil }
    let first = try await stage.drivers.change(id, change, by: stage.manager)
    let second = try await stage.drivers.change(id, change, by: stage.manager)
    #expect(first.driver.version == 2 && second == first)
    #expect(try await stage.drivers.driver(id, for: stage.manager) == first)
    await #expect(throws: DriverRefusal.immutableCompany) {
      try await stage.drivers.change(
        id, DriverChange(companyID: stage.scene.supplier.id), by: stage.manager)
    }
    await #expect(throws: DriverRefusal.immutableUser) {
      try await stage.drivers.change(
        id, DriverChange(userID: stage.manager.userID), by: stage.manager)
    }
    let other = try await stage.make("karim").sight.driver
    await #expect(throws: DriverRefusal.licenseTaken) {
      try await stage.drivers.change(
        other.id, DriverChange { $0.details.licenseNumber = first.driver.details.licenseNumber },
        by: stage.manager)
    }
  }

  @Test(
    "Stopping is repeatable, and a driver whose requests wait is not deleted",
    arguments: Engine.allCases)
  func stopping(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let id = stage.scene.driver.id
    for _ in 1...2 {
      let stopped = try await stage.drivers.setActive(false, id, by: stage.manager)
      #expect(!stopped.driver.isActive && stopped.driver.version == 2)
    }
    #expect(try await stage.drivers.setActive(true, id, by: stage.manager).driver.version == 3)
    try await stage.keep(100, state: .pending, expiresAt: stage.now.adding(seconds: 5))
    await #expect(throws: DriverRefusal.pendingTransactions) {
      try await stage.drivers.delete(id, by: stage.manager)
    }
    try await stage.fleet.time.advance(by: .seconds(5), doing: [])
    try await stage.drivers.delete(id, by: stage.manager)
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.drivers.driver(id, for: stage.manager)
    }
    #expect(try await stage.fleet.store.standing(of: stage.driver).driver == nil)
    #expect(
      try await stage.published() == [
        "fleet.driver.activated", "fleet.driver.deactivated", "fleet.driver.deleted",
      ])
  }

  @Test(
    "Lists go by pages over companies and oneself, each driver once", arguments: Engine.allCases)
  func lists(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let (other, _) = try await stage.otherConsumer()
    try await stage.fleet.add(stage.scene.driverUser, to: other, as: .viewer)
    var expected = [stage.scene.driver.id]
    for index in 1...5 {
      if index != 3 { try await stage.fleet.time.advance(by: .seconds(1), doing: []) }
      expected.append(try await stage.fleet.driver(of: other, named: "\(index)").id)
    }
    var seen: [Driver.ID] = []
    var place: DriverPlace?
    for _ in 1...4 {
      let page = try await stage.drivers.drivers(
        of: nil, isActive: nil, for: stage.driver, after: place, limit: 2)
      seen += page.map(\.driver.id)
      place = page.last.map { DriverPlace(createdAt: $0.driver.createdAt, id: $0.driver.id) }
    }
    #expect(seen == expected.reversed())
    let own = try await stage.drivers.drivers(
      of: stage.scene.consumer.id, isActive: true, for: stage.driver, after: nil, limit: 9)
    #expect(own.map(\.driver.id) == [stage.scene.driver.id])
    let none = try await stage.drivers.drivers(
      of: other.id, isActive: nil, for: stage.manager, after: nil, limit: 9)
    #expect(none.isEmpty)
    let all = try await stage.drivers.drivers(
      in: other.id, isActive: nil, for: stage.driver, after: nil, limit: 9)
    #expect(all.count == 5)
    await #expect(throws: AccessRefusal.forbidden) {
      try await stage.drivers.drivers(
        in: stage.scene.consumer.id, isActive: nil, for: stage.driver, after: nil, limit: 9)
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await stage.drivers.drivers(
        in: other.id, isActive: nil, for: stage.manager, after: nil, limit: 9)
    }
  }

  @Test(
    "A month counts what was approved in it by the company's clock, and what waits",
    arguments: Engine.allCases)
  func month(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    // Midnight in Algiers, an hour before it is in UTC; it is New Year's Day there now.
    let midnight = FleetFixture.start.adding(seconds: -13 * 3_600)
    try await stage.keep(10_000, at: midnight.adding(milliseconds: -1))
    try await stage.keep(2_000, at: midnight)
    try await stage.keep(300, isReversed: true)
    try await stage.keep(40, state: .rejected)
    try await stage.keep(5_000, state: .pending)
    try await stage.keep(700, state: .pending, expiresAt: stage.now)
    let month = try await stage.drivers.driver(stage.scene.driver.id, for: stage.driver).month
    #expect(month.used.minorUnits == 2_000 && month.pending.minorUnits == 5_000)
    #expect(month.remaining(of: .liters(hundredths: 7_001))?.minorUnits == 1)
    #expect(month.remaining(of: .liters(hundredths: 0))?.minorUnits == 0)
    #expect(month.remaining(of: nil) == nil)
  }
}

extension DriverStage {
  /// The types of all events so far, in the order of their types.
  func published() async throws -> [String] {
    try await fleet.database.all(
      "SELECT type FROM platform_outbox WHERE type LIKE 'fleet.%' ORDER BY type"
    ) { try $0["type"] }
  }

  /// The actions of the audit trail.
  func audited() async throws -> [String] {
    try await fleet.database.all("SELECT action FROM platform_audit ORDER BY sequence") {
      try $0["action"]
    }
  }
}
