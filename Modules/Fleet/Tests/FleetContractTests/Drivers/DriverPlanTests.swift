import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What statements on drivers cost does not depend on how many there are, on every engine.
@Suite struct DriverPlanTests {
  @Test("Every statement on drivers uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let stage = try await DriverStage(FleetFixture(over: watched))
    let (other, _) = try await stage.otherConsumer()
    try await stage.fleet.add(stage.manager.userID, to: other, as: .viewer)
    try await stage.keep(100)
    try await stage.fillDrivers(of: other, count: 500)
    let place = DriverPlace(createdAt: stage.now, id: stage.scene.driver.id)
    _ = watched.takeStatements()
    let (drivers, id) = (stage.drivers, stage.scene.driver.id)
    _ = try await drivers.drivers(
      of: nil, isActive: true, for: stage.manager, after: place, limit: 9)
    _ = try await drivers.drivers(
      in: stage.scene.consumer.id, isActive: nil, for: stage.manager, after: place, limit: 9)
    _ = try await drivers.driver(id, for: stage.driver)
    _ = try await drivers.setActive(false, id, by: stage.manager)
    _ = try await drivers.change(
      id, DriverChange(odometer: Odometer(tenths: 5)) { $0.tankCapacity = nil },
      by: stage.manager)
    let made = try await drivers.create(
      stage.fleet.driverRequest("karim", license: "K", company: stage.scene.consumer.id),
      by: stage.manager)
    try await stage.fleet.accept(made.code?.code, by: stage.fleet.user("karim"))
    try await drivers.delete(id, by: stage.manager)
    let codes = FixtureCodes()
    codes.make("code", of: stage.scene.member(.owner, of: .supplier))
    _ = try await stage.fleet.scans(codes).scan("code", by: stage.manager)
    let plans = try watched.plans(of: watched.takeFleetStatements(), isServing: true)
    #expect(plans.count >= 18)
    for plan in plans {
      // A page of each of somebody's companies is few rows, and may be sorted. What syncing counts
      // by is one row.
      let few = [QueryPlan.Fault.Kind.sort, .scan(table: "p"), .scan(table: "fleet_sync_store")]
      let faults = plan.faults.filter { !few.contains($0.kind) }
      #expect(faults.isEmpty, "\(faults) of \(plan)")
    }
  }
}

extension WatchedDatabase {
  /// The statements on Fleet's tables since they were last taken.
  func takeFleetStatements() -> [SQL] {
    takeStatements().filter { "\($0)".contains("fleet_") }
  }
}

extension DriverStage {
  /// Gives a company many drivers, so that which index is used follows from what it costs.
  func fillDrivers(of company: Company, count: Int) async throws {
    try await fleet.database.execute(
      """
      INSERT INTO fleet_drivers (id, consumer_company_id, name, email, license_number, is_active,
        version, created_at, updated_at)
      \(SQL.numbers(to: count))
      SELECT \(fleet.database.dialect.randomUUID), \(company.id), 'n', 'n@example.com',
        CAST(i AS text), \(true), 1, \(now), \(now)
      FROM numbers
      """)
  }
}
