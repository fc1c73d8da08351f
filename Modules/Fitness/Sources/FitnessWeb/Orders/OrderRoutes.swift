import ContextKit
import Fitness
import Kernel
import Ports
import Router

/// What users order, and see and call off of it.
func orderRoutes(_ orders: OrderService) -> [Route] {
  [
    .post(
      "/orders", permission: .orderRewards, summary: "Order what coins buy", status: 201,
      refusals: [FeatureDisabled.self, UserLeaving.self, OrderRefusal.self, CoinRefusal.self],
      answer: { (order: Order) in
        Reply.created(OrderBody(order), at: "/orders/\(order.id)")
          .etag(ETag(version: order.version))
      }
    ) { (caller, input: OrderInput, once) in
      try await orders.place(input.request, by: FitnessCaller(caller), once: once)
    },
    .get(
      "/orders", permission: .readFitness,
      summary: "List your orders, or everybody's for the staff, newest first",
      refusals: [OrderRefusal.self]
    ) { (caller, query: OrderQuery) in
      let (caller, page) = (FitnessCaller(caller), query.page)
      let found =
        query.isForStaff
        ? try await orders.orders(
          query.filter, for: caller, after: query.place, limit: page.rowsToRead)
        : try await orders.orders(
          in: query.filter.state, of: caller, after: query.place, limit: page.rowsToRead)
      return page.of(found) { OrderBody($0) }
    },
    .get(
      "/orders/{id}", permission: .readFitness, summary: "Show an order", otherStatuses: [304],
      refusals: [OrderRefusal.self]
    ) { (caller, path: RecordPath<Order>) in
      OrderBody(try await orders.order(path.id, for: FitnessCaller(caller))).tagged
    },
    .post(
      "/orders/{id}/cancel", permission: .orderRewards, summary: "Cancel an order",
      refusals: [OrderRefusal.self], answer: { (order: Order) in OrderBody(order).tagged }
    ) { (caller, input: OrderCancellation, once) in
      try await orders.cancel(
        input.id, because: input.reason, by: FitnessCaller(caller), once: once)
    },
  ]
}

/// What those who keep the shop do with orders.
func orderKeepingRoutes(_ orders: OrderService) -> [Route] {
  [
    .put(
      "/orders/{id}/status", permission: .keepShop, summary: "Move an order on",
      refusals: [OrderRefusal.self], answer: { (order: Order) in OrderBody(order).tagged }
    ) { (caller, input: OrderStatusInput, once) in
      try await orders.setStatus(
        input.id, input.change, by: FitnessCaller(caller),
        if: { try input.ifMatch.check(ETag(version: $0)) }, once: once)
    },
    .post(
      "/orders/{id}/refund", permission: .keepShop, summary: "Refund an order, or some of it",
      refusals: [OrderRefusal.self], answer: { (order: Order) in OrderBody(order).tagged }
    ) { (caller, input: OrderRefundInput, once) in
      try await orders.refund(input.id, input.refund, by: FitnessCaller(caller), once: once)
    },
  ]
}
