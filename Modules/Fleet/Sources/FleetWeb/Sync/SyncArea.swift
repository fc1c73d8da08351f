import ContextKit
import Fleet
import Observability

/// What offline clients push and pull.
struct SyncArea: Sendable {
  private let parts: FleetParts
  private let count: @Sendable (String) -> Void

  init(_ parts: FleetParts) {
    self.parts = parts
    let pushed = parts.environment.metrics.counter(
      "atrium_fleet_sync_changes_total", "Changes that were pushed, by what became of them.",
      labels: ["result"])
    count = { pushed.labelled($0).increment() }
  }

  /// What areas do in a server, in any order, and sync with them: pushed changes are made by their
  /// routes. It is no area itself, so that none can be added after it and be left out.
  func offers(with areas: [any FleetArea]) -> Offers {
    var offers = Offers()
    for area in areas { area.add(to: &offers) }
    let (environment, store) = (parts.environment, parts.store)
    // Two routes on one path stop the start of the server, which has all of them.
    guard
      let routes = try? OwnRoutes(
        offers.routes, clock: environment.clock, ids: environment.ids)
    else { return offers }
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
