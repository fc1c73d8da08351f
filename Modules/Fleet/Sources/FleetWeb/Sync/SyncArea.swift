import ContextKit
import Fleet
import Observability
import Router

/// What offline clients push and pull.
struct SyncArea: Sendable {
  private let parts: FleetParts
  private let routes: OwnRoutes
  private let count: @Sendable (String) -> Void

  /// - Parameter others: the routes of the other areas, by which pushed changes are made.
  /// - Throws: `RouteConflict` where two of them are one.
  init(_ parts: FleetParts, others: [Route]) throws {
    self.parts = parts
    routes = try OwnRoutes(others, clock: parts.environment.clock, ids: parts.environment.ids)
    let pushed = parts.environment.metrics.counter(
      "atrium_fleet_sync_changes_total", "Changes that were pushed, by what became of them.",
      labels: ["result"])
    count = { pushed.labelled($0).increment() }
  }

  /// Adds all that the area does in a server.
  func add(to offers: inout Offers) {
    let (environment, store) = (parts.environment, parts.store)
    offers.routes.append(
      syncRoute(
        pusher: ChangePusher(store: store, routes: routes, count: count),
        puller: SyncPuller(store: store, clock: environment.clock, terms: parts.terms),
        records: RecordReader(store: store, routes: routes, clock: environment.clock),
        clock: environment.clock))
    offers.jobs += syncJobs(store, clock: environment.clock, terms: parts.terms)
    offers.schedules += syncSchedules
  }
}
