import ContextKit
import Fleet
import Observability
import Router

/// What offline clients push and pull. Pushed changes are made by the routes of the other areas. It
/// is no area itself, so that none can be added after it and be left out.
struct SyncArea: Sendable {
  private let parts: FleetParts
  private let areas: [any FleetArea]
  private let routes: OwnRoutes
  private let count: @Sendable (String) -> Void

  /// - Parameter areas: all others of Fleet, in any order.
  /// - Throws: `RouteConflict` where two of their routes are one.
  init(_ parts: FleetParts, with areas: [any FleetArea]) throws {
    self.parts = parts
    self.areas = areas
    routes = try OwnRoutes(
      Self.offers(of: areas).routes, clock: parts.environment.clock, ids: parts.environment.ids)
    let pushed = parts.environment.metrics.counter(
      "atrium_fleet_sync_changes_total", "Changes that were pushed, by what became of them.",
      labels: ["result"])
    count = { pushed.labelled($0).increment() }
  }

  private static func offers(of areas: [any FleetArea]) -> Offers {
    var offers = Offers()
    for area in areas { area.add(to: &offers) }
    return offers
  }

  /// What the areas do in a server, and sync with them.
  var offers: Offers {
    var offers = Self.offers(of: areas)
    let (environment, store) = (parts.environment, parts.store)
    offers.routes.append(
      syncRoute(
        pusher: ChangePusher(store: store, routes: routes, count: count),
        puller: SyncPuller(store: store, clock: environment.clock, terms: parts.terms),
        records: RecordReader(store: store, routes: routes, clock: environment.clock),
        clock: environment.clock))
    offers.jobs += syncJobs(store, clock: environment.clock, terms: parts.terms)
    offers.schedules += syncSchedules
    return offers
  }
}
