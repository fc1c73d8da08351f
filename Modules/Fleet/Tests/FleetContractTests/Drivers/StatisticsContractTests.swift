import Fleet
import FleetTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Sums of what was sold, on every engine.
@Suite struct StatisticsContractTests {
  @Test(
    "Sums are those of a naive count, over changed clocks and midnights",
    arguments: Engine.allCases, ["Europe/Paris", "Africa/Algiers", "Asia/Kolkata", "Pacific/Apia"])
  func naive(on engine: Engine, in zone: String) async throws {
    let stage = try await DriverStage(FleetFixture(on: engine))
    let owner = try stage.fleet.user("local-owner")
    let company = try await stage.fleet.company(
      .consumer, of: owner, named: "local", timeZone: zone)
    let account = try await stage.fleet.openAccount(at: stage.scene.supplier, of: company)
    var drivers: [Driver] = []
    for name in ["a", "b", "c"] {
      drivers.append(try await stage.fleet.driver(of: company, named: name))
    }
    let rules = try TimeZoneRules(identifier: zone)
    let from = try #require(CivilDate("2026-03-20"))
    var sales: [FixtureSale] = []
    var chance = SplitMix(seed: 7)
    for _ in 0..<120 {
      // Some lie outside of the days, some at the first and the last instant of one.
      let day = from.adding(days: Int.random(in: -2...17, using: &chance))
      let start = rules.startOfDay(day)
      let offset =
        [0, -1, Int64.random(in: 0..<86_400_000, using: &chance)]
        .randomElement(using: &chance) ?? 0
      sales.append(
        FixtureSale(
          by: stage.scene.supplier, to: drivers.randomElement(using: &chance) ?? drivers[0],
          hundredths: .random(in: 1...9_999, using: &chance),
          centimes: .random(in: 1...999_999, using: &chance),
          at: start.adding(milliseconds: offset),
          state: [.approved, .approved, .approved, .rejected, .pending]
            .randomElement(using: &chance) ?? .approved,
          isReversed: .random(in: 0..<6, using: &chance) == 0))
    }
    for index in sales.indices {
      if sales[index].state != .approved { sales[index].isReversed = false }
      try await stage.fleet.keep(sales[index], on: account)
    }
    let to = from.adding(days: 14)
    let naive = NaiveSums(sales, in: rules, from: from, to: to)
    let caller = FleetCaller(userID: owner)
    let found = try await stage.fleet.statistics.statistics(
      of: company.id, from: from, to: to, for: caller)
    #expect(found.total == naive.total(of: nil))
    #expect(found.days.map(\.date) == naive.days(of: nil).map(\.date))
    #expect(found.days.map(\.sums) == naive.days(of: nil).map(\.sums))
    #expect(found.months.map { "\($0.month)" } == naive.months.map(\.0))
    #expect(found.months.map(\.sums) == naive.months.map(\.1))
    #expect(found.pending.transactions == Int64(sales.count { $0.state == .pending }))
    let top = naive.top(drivers)
    #expect(found.topDrivers.map(\.driverID) == top.map(\.0))
    #expect(found.topDrivers.map(\.sums) == top.map(\.1))
    for driver in drivers {
      let consumption = try await stage.fleet.consumption.consumption(
        of: driver.id, from: from, to: to, for: caller)
      #expect(consumption.total == naive.total(of: driver.id))
      #expect(consumption.days.map(\.sums) == naive.days(of: driver.id).map(\.sums))
    }
    let calendar = try LocalCalendar(zone)
    let all = try await stage.fleet.store.sums(
      of: .all, by: (0...14).map { from.adding(days: $0) }.map { ($0, calendar.day($0)) })
    #expect(all.days.map(\.date) == naive.days(of: nil).map(\.date))
    #expect(all.days.map(\.sums) == naive.days(of: nil).map(\.sums))
    let supplier = try await stage.fleet.statistics.statistics(
      of: stage.scene.supplier.id, from: from.adding(days: -9), to: to.adding(days: 9),
      for: stage.caller(.viewer, of: .supplier))
    #expect(
      supplier.total.transactions
        == Int64(sales.count { $0.state == .approved && !$0.isReversed }))
  }

  @Test("Consumption has the distance between readings", arguments: Engine.allCases)
  func distance(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    for (liters, odometer) in [(5_000, 10_000), (3_000, nil), (4_000, 15_000)] as [(Int64, Int64?)]
    {
      try await stage.keep(liters, odometer: odometer)
      try await stage.fleet.time.advance(by: .seconds(60), doing: [])
    }
    let found = try await stage.fleet.consumption.consumption(
      of: stage.scene.driver.id, from: nil, to: nil, for: stage.driver)
    #expect("\(found.mileage.distance)" == "500.0" && found.total.transactions == 3)
    #expect(found.mileage.litersPer100Kilometres.map { "\($0)" } == "14.00")
    // A meter that shows more is another one all the same, once a manager has said so.
    _ = try await stage.drivers.change(
      stage.scene.driver.id, DriverChange(odometer: Odometer(tenths: 900_000)), by: stage.manager)
    try await stage.fleet.time.advance(by: .seconds(60), doing: [])
    for odometer in [900_010, 901_010] as [Int64] {
      try await stage.keep(1_000, odometer: odometer)
      try await stage.fleet.time.advance(by: .seconds(60), doing: [])
    }
    let changed = try await stage.fleet.consumption.consumption(
      of: stage.scene.driver.id, from: nil, to: nil, for: stage.driver)
    #expect("\(changed.mileage.distance)" == "600.0")
  }

  @Test(
    "Statistics are members', and consumption is members' and one's own", arguments: Engine.allCases
  )
  func rights(on engine: Engine) async throws {
    let stage = try await DriverStage(on: engine)
    let (consumer, driver) = (stage.scene.consumer.id, stage.scene.driver.id)
    let (statistics, consumption) = (stage.fleet.statistics, stage.fleet.consumption)
    await #expect(throws: AccessRefusal.forbidden) {
      try await statistics.statistics(of: consumer, from: nil, to: nil, for: stage.driver)
    }
    let pump = stage.caller(.owner, of: .supplier)
    await #expect(throws: AccessRefusal.notFound) {
      try await statistics.statistics(of: consumer, from: nil, to: nil, for: pump)
    }
    await #expect(throws: AccessRefusal.notFound) {
      try await consumption.consumption(of: driver, from: nil, to: nil, for: pump)
    }
    let colleague = try await stage.fleet.driver(of: stage.scene.consumer)
    await #expect(throws: AccessRefusal.notFound) {
      try await consumption.consumption(of: colleague.id, from: nil, to: nil, for: stage.driver)
    }
    _ = try await consumption.consumption(
      of: driver, from: nil, to: nil, for: stage.caller(.viewer))
  }
}

/// Sums by looking at one transaction after the other.
private struct NaiveSums {
  private let counted: [(date: CivilDate, sale: FixtureSale)]

  init(_ sales: [FixtureSale], in rules: TimeZoneRules, from: CivilDate, to: CivilDate) {
    counted = sales.filter { $0.state == .approved && !$0.isReversed }
      .map { (rules.date(at: $0.at), $0) }
      .filter { from <= $0.0 && $0.0 <= to }
      .sorted { $0.0 < $1.0 }
  }

  private static func sum(_ sales: [FixtureSale]) -> FuelSums {
    FuelSums(
      transactions: Int64(sales.count),
      liters: .liters(hundredths: sales.reduce(0) { $0 + $1.hundredths }),
      totalPrice: .dinars(centimes: sales.reduce(0) { $0 + $1.centimes }),
      chargedMoney: .dinars(centimes: sales.reduce(0) { $0 + $1.centimes }))
  }

  private func sales(of driver: Driver.ID?) -> [(date: CivilDate, sale: FixtureSale)] {
    counted.filter { driver == nil || $0.sale.driver.id == driver }
  }

  func total(of driver: Driver.ID?) -> FuelSums { Self.sum(sales(of: driver).map(\.sale)) }

  func days(of driver: Driver.ID?) -> [(date: CivilDate, sums: FuelSums)] {
    Dictionary(grouping: sales(of: driver), by: \.date)
      .map { ($0.key, Self.sum($0.value.map(\.sale))) }
      .sorted { $0.0 < $1.0 }
  }

  var months: [(String, FuelSums)] {
    Dictionary(grouping: counted) { String("\($0.date)".prefix(7)) }
      .map { ($0.key, Self.sum($0.value.map(\.sale))) }
      .sorted { $0.0 < $1.0 }
  }

  func top(_ drivers: [Driver]) -> [(Driver.ID, FuelSums)] {
    drivers.map { ($0.id, total(of: $0.id)) }
      .filter { $0.1.transactions > 0 }
      .sorted { $0.1.liters.minorUnits > $1.1.liters.minorUnits }
  }
}

/// The same numbers in every run.
private struct SplitMix: RandomNumberGenerator {
  private let source: SeededRandom

  init(seed: UInt64) { source = SeededRandom(seed: seed) }

  mutating func next() -> UInt64 { source.bytes(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
