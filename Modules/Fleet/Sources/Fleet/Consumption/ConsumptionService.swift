public import Kernel

/// Sums up what drivers were served.
public struct ConsumptionService: Sendable {
  let store: any FleetStore
  let clock: any WallClock

  /// Makes the service.
  /// - Parameter clock: business time, by which it is today.
  public init(store: any FleetStore, clock: any WallClock) {
    self.store = store
    self.clock = clock
  }

  /// What a driver was served over some days of the consumer's zone.
  /// - Parameters:
  ///   - from: the first day; see `CivilPeriod`.
  ///   - to: the last day.
  /// - Throws: `AccessRefusal`, `PeriodRefusal`, or the store's error.
  public func consumption(
    of id: Driver.ID, from: CivilDate?, to: CivilDate?, for caller: FleetCaller
  ) async throws -> Consumption {
    let standing = try await store.standing(of: caller)
    guard let found = try await store.driver(id) else { throw AccessRefusal.notFound }
    try standing.require(.readDriver, on: found.driver)
    let calendar = try LocalCalendar(found.timeZone)
    let period = try CivilPeriod(from: from, to: to, today: calendar.date(at: clock.now()))
    let days = period.days.map { ($0, calendar.day($0)) }
    let daily = try await store.sums(of: .driver(id), by: days)
    let fills = try await store.fills(of: found.driver, in: calendar.span(of: period))
    return Consumption(
      driverID: id, timeZone: found.timeZone, period: period, total: try daily.total(),
      mileage: Mileage(of: fills), days: daily.days, months: try daily.months())
  }
}

/// What a driver was served in some days.
public struct Consumption: Sendable {
  /// The driver.
  public let driverID: Driver.ID
  /// The zone of the days, as an IANA name.
  public let timeZone: String
  /// The days.
  public let period: CivilPeriod
  /// The sums of all.
  public let total: FuelSums
  /// How far they went.
  public let mileage: Mileage
  /// The days that have any, in order.
  public let days: [(date: CivilDate, sums: FuelSums)]
  /// The months that have any, in order.
  public let months: [(month: CivilMonth, sums: FuelSums)]
}
