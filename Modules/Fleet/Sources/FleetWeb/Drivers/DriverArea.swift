import ContextKit
import Fleet

/// Drivers, what they consume, statistics, and QR codes.
struct DriverArea: FleetArea {
  let drivers: DriverService
  let statistics: StatisticsService
  let consumption: ConsumptionService
  let scans: ScanService
  /// Accepts the codes of drivers.
  let invitations: any DriverInvitations = DriverAccepting()
  private let parts: FleetParts

  init(_ parts: FleetParts) {
    self.parts = parts
    let (store, clock) = (parts.store, parts.environment.clock)
    drivers = DriverService(
      store: store, post: parts.post, clock: clock, ids: parts.environment.ids,
      terms: parts.terms)
    statistics = StatisticsService(store: store, clock: clock)
    consumption = ConsumptionService(store: store, clock: clock)
    scans = ScanService(store: store, users: parts.users, codes: parts.codes, clock: clock)
  }

  func add(to offers: inout Offers) {
    offers.routes +=
      driverRoutes(drivers, terms: parts.terms) + statisticsRoutes(statistics, consumption)
      + scanRoutes(scans)
  }
}
