public import Kernel

/// Sums up what companies sold and bought.
public struct StatisticsService: Sendable {
  /// How many drivers are named.
  static let namedDrivers = 10

  let store: any FleetStore
  let clock: any WallClock

  /// Makes the service.
  /// - Parameter clock: business time, by which it is today.
  public init(store: any FleetStore, clock: any WallClock) {
    self.store = store
    self.clock = clock
  }

  /// The statistics of a company over some days of its zone.
  /// - Parameters:
  ///   - from: the first day; see `CivilPeriod`.
  ///   - to: the last day.
  /// - Throws: `AccessRefusal`, `PeriodRefusal`, or the store's error.
  public func statistics(
    of id: Company.ID, from: CivilDate?, to: CivilDate?, for caller: FleetCaller
  ) async throws -> CompanyStatistics {
    let company = try await store.require(.readRecords, of: id, for: caller)
    let now = clock.now()
    let calendar = try LocalCalendar(company.timeZone)
    let period = try CivilPeriod(from: from, to: to, today: calendar.date(at: now))
    let scope = FuelScope.company(id, company.type)
    let days = period.days.map { ($0, calendar.day($0)) }
    let daily = try await store.sums(of: scope, by: days)
    let pending = try await store.pendingSums(of: scope, at: now)
    let drivers = try await store.topDrivers(
      of: scope, in: calendar.span(of: period), limit: Self.namedDrivers)
    return CompanyStatistics(
      company: company, period: period, total: try daily.total(), pending: pending,
      days: daily.days, months: try daily.months(), topDrivers: drivers)
  }
}

/// What a company sold or bought in some days.
public struct CompanyStatistics: Sendable {
  /// The company.
  public let company: Company
  /// The days.
  public let period: CivilPeriod
  /// The sums of all.
  public let total: FuelSums
  /// What waits to be decided, whenever it was requested.
  public let pending: FuelSums
  /// The days that have any, in order.
  public let days: [(date: CivilDate, sums: FuelSums)]
  /// The months that have any, in order.
  public let months: [(month: CivilMonth, sums: FuelSums)]
  /// The drivers with the most litres.
  public let topDrivers: [TopDriver]
}

extension LocalCalendar {
  /// Some days, from their first instant to the one after.
  func span(of period: CivilPeriod) -> Range<Instant> {
    let start = zone.startOfDay(period.from)
    return start..<max(start, zone.startOfDay(period.to.adding(days: 1)))
  }
}
