import Fleet
import FleetTesting
import Kernel
import Storage
import StorageTesting
import Testing
import WorkTesting

/// What sums cost does not depend on how many other transactions there are, on every engine.
@Suite struct SumsPlanTests {
  @Test("Sums are read from indexes alone", arguments: Engine.allCases)
  func sums(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let stage = try await DriverStage(FleetFixture(over: watched))
    try await stage.keep(100)
    try await stage.fillSales(count: 3_000)
    _ = watched.takeStatements()
    for type in CompanyType.allCases {
      _ = try await stage.fleet.statistics.statistics(
        of: stage.scene.company(type).id, from: nil, to: nil, for: stage.caller(.viewer, of: type))
    }
    _ = try await stage.fleet.consumption.consumption(
      of: stage.scene.driver.id, from: nil, to: nil, for: stage.driver)
    let sums = watched.takeFleetStatements().filter {
      "\($0)".contains("SUM(") && "\($0)".contains("approved")
    }
    let plans = try watched.plans(of: sums, isServing: true)
    #expect(plans.count >= (engine == .sqlite ? 5 : 10))
    for plan in plans {
      // Postgres reads from the index alone what VACUUM has seen since it was written.
      let isCovered = plan.steps.contains { step in
        ["supplier_decisions", "consumer_decisions", "driver_completed"].contains {
          step.contains("fleet_transactions_\($0)")
        }
      }
      #expect(isCovered, "\(plan)")
      // The drivers that are named are few rows.
      let faults = plan.faults.filter { $0.kind != .sort && $0.kind != .scan(table: "s") }
      #expect(faults.isEmpty, "\(plan)")
    }
  }

  @Test(
    "Changed meters are found without reading all that meters showed", arguments: Engine.allCases)
  func meters(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let stage = try await DriverStage(FleetFixture(over: watched))
    try await stage.keep(100)
    try await stage.fillReadings(count: 3_000)
    _ = watched.takeStatements()
    _ = try await stage.fleet.consumption.consumption(
      of: stage.scene.driver.id, from: nil, to: nil, for: stage.driver)
    let changes = watched.takeFleetStatements().filter { "\($0)".contains("is_start") }
    let plans = try watched.plans(of: changes, isServing: true)
    #expect(plans.count == (engine == .sqlite ? 1 : 2))
    for plan in plans {
      #expect(plan.steps.contains { $0.contains("fleet_odometers_start") }, "\(plan)")
    }
  }
}

extension SumsPlanTests {
  @Test("Sums of all companies are read day by day by the index", arguments: Engine.allCases)
  func all(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await FleetFixture(on: engine).database)
    let stage = try await DriverStage(FleetFixture(over: watched))
    try await stage.fillSales(count: 3_000)
    _ = watched.takeStatements()
    let calendar = try LocalCalendar("Africa/Algiers")
    let today = calendar.date(at: stage.now)
    let sums = try await stage.fleet.store.sums(
      of: .all, by: (1...7).map { today.adding(days: $0) }.map { ($0, calendar.day($0)) })
    // Six companies sell a litre an hour.
    #expect(sums.days.map(\.sums.liters.minorUnits) == Array(repeating: 6 * 24 * 100, count: 7))
    let plans = try watched.plans(of: watched.takeFleetStatements(), isServing: true)
    #expect(!plans.isEmpty)
    for plan in plans {
      #expect(plan.steps.contains { $0.contains("fleet_transactions_completed") }, "\(plan)")
      let faults = plan.faults.filter { $0.kind != .sort && $0.kind != .scan(table: "s") }
      #expect(faults.isEmpty, "\(plan)")
    }
  }
}

extension DriverStage {
  /// Keeps so many readings of one vehicle.
  fileprivate func fillReadings(count: Int) async throws {
    let hours = (1...count).map { now.adding(seconds: Int64($0) * 3_600) }
    try await fleet.database.execute(
      """
      INSERT INTO fleet_odometers (consumer_company_id, vehicle_key, occurred_at, id, reading,
        is_start)
      SELECT \(scene.consumer.id), 'v', h.c1, \(fleet.database.dialect.randomUUID), 1, \(false)
      FROM \(fleet.database.dialect.unnest([.instants(hours)], as: "h"))
      """)
  }

  /// Keeps a sale an hour, so that which index is used follows from what it costs.
  fileprivate func fillSales(count: Int) async throws {
    let hours = (1...count).map { now.adding(seconds: Int64($0) * 3_600) }
    let rows = fleet.database.dialect.unnest([.instants(hours)], as: "h")
    let random = fleet.database.dialect.randomUUID
    let own: [SQL] = ["\(scene.supplier.id)", "\(scene.consumer.id)", "\(scene.driver.id)"]
    let others = (1...5).map { _ in
      (1...3).map { _ in "\(fleet.ids.make(Company.self))" as SQL }
    }
    for ids in [own] + others {
      try await fleet.database.execute(
        """
        INSERT INTO fleet_transactions (id, account_id, initiator_name, initiator_side,
          receiver_name, supplier_company_id, supplier_company_name, consumer_company_id,
          consumer_company_name, driver_id, driver_name, vehicle_key, requested_liters,
          amount_liters, price_per_liter, total_price, amount_dzd, settlement, status, flags,
          occurred_at, expires_at, completed_at, version, created_at, updated_at)
        SELECT \(random), \(account), 'a', 'consumer', 'b', \(ids[0]), 's', \(ids[1]), 'c',
          \(ids[2]), 'd', 'v', 100, 100, 100, 100, 100, 'money', 'approved', '', h.c1, h.c1, h.c1,
          1, h.c1, h.c1
        FROM \(rows)
        """)
    }
  }
}
