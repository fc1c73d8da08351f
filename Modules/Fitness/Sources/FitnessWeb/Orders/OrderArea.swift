import ContextKit
import Fitness
import Jobs

/// What users order for coins.
struct OrderArea {
  let orders: OrderService

  init(_ parts: FitnessParts) {
    let environment = parts.environment
    orders = OrderService(
      OrderParts(
        store: parts.store, users: parts.users, clock: environment.clock, ids: environment.ids,
        random: environment.random, terms: parts.terms))
  }

  var offers: Offers {
    let orders = orders
    var offers = Offers()
    offers.routes = orderRoutes(orders) + orderKeepingRoutes(orders)
    offers.jobs = [
      JobHandler(ConfirmOrder.self) { job, _ in try await Self.settle(job.order, orders) },
      JobHandler(ExpireOrder.self) { job, _ in try await Self.settle(job.order, orders) },
    ]
    offers.events = orderEvents
    offers.notifications = orderNotifications
    return offers
  }

  private static func settle(_ id: Order.ID, _ orders: OrderService) async throws {
    if let again = try await orders.settle(id) { throw JobSnooze(until: again) }
  }
}
