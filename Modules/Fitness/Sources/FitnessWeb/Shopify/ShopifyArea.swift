import ContextKit
import Fitness
import FitnessProviders
import Kernel
import Observability

/// Products that come from the shop.
struct ShopifyArea: Sendable {
  let syncs: ShopSyncService
  private let parts: FitnessParts
  private let signature: ShopifySignature?
  private let isConfigured: Bool

  init(_ parts: FitnessParts) {
    let environment = parts.environment
    let shop = ShopifyConfiguration.shop(
      in: environment.configuration, over: parts.client, random: environment.random)
    let seconds = environment.metrics.histogram(
      "atrium_fitness_sync_seconds", "How long syncs with the shop took, by what became of them.",
      labels: ["status"], buckets: [1, 5, 15, 60, 300, 900, 3_600])
    syncs = ShopSyncService(
      store: parts.store, shop: shop, clock: environment.clock,
      machineClock: environment.machineClock, ids: environment.ids, terms: parts.terms
    ) { run, duration in
      seconds.labelled(run.status.rawValue).observe(duration)
    }
    signature = ShopifyConfiguration.signature(in: environment.configuration)
    isConfigured = shop != nil
    self.parts = parts
  }

  /// What the area does in a server.
  var offers: Offers {
    var offers = Offers()
    let environment = parts.environment
    let webhooks = environment.metrics.counter(
      "atrium_fitness_shop_webhooks_total", "Webhooks of the shop, by what was found of them.",
      labels: ["result"])
    offers.routes =
      syncRoutes(syncs) + [
        shopifyWebhookRoute(
          syncs, signature, clock: environment.clock, ids: environment.ids
        ) { webhooks.labelled($0).increment() }
      ]
    offers.jobs = syncJobs(syncs)
    if isConfigured { offers.schedules = [syncSchedule(in: parts.zone)] }
    offers.events = shopifyEvents
    offers.adminResources = [syncRunResource]
    return offers
  }
}
