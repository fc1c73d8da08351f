public import Kernel
import Ports
import Work

/// What coins are spent on.
public struct OrderService: Sendable {
  let parts: OrderParts

  /// Makes the service.
  public init(_ parts: OrderParts) {
    self.parts = parts
  }

  var store: any FitnessStore { parts.store }

  /// Places an order: what it costs is held, and what it asks for is taken from the stock.
  /// - Throws: `FeatureDisabled`, `UserLeaving`, `OrderRefusal` and then
  ///   `CoinRefusal.insufficientCoins` in their order of precedence, `IdempotencyKeyReused`,
  ///   `Replay`, or the store's error.
  public func place(
    _ request: OrderRequest, by caller: FitnessCaller, once: Once<Order> = .unkeyed
  ) async throws -> Order {
    let terms = parts.terms()
    let now = parts.clock.now()
    let parts = parts
    return try await store.atomically(once) { transaction in
      try terms.require(.orders)
      // The order keeps its user by their id.
      try transaction.work.requirePresent([caller.userID])
      let products = try transaction.lockProducts(request.wanted.map(\.productID))
      let placement = try OrderPlacement(request, among: products)
      let order = try transaction.open(placement, of: caller.userID, parts, at: now)
      try transaction.changeStock(placement.taken, at: now)
      try transaction.enqueueNext(of: order, by: terms)
      try transaction.tell(.orderCreated(order))
      if order.totalCoins > 0 {
        try transaction.move([.hold(order.totalCoins, .order(order.id))], of: caller.userID)
      }
      return order
    }
  }

  /// Calls an order off: its owner until it is packed, whoever keeps the shop until it is sent.
  /// What is called off already stays so.
  /// - Throws: `OrderRefusal`, `Replay`, or the store's error.
  public func cancel(
    _ id: Order.ID, because reason: String? = nil, by caller: FitnessCaller,
    once: Once<Order> = .unkeyed
  ) async throws -> Order {
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      try transaction.lockProducts(of: id)
      let before = try transaction.lockOrder(id, for: caller)
      guard before.userID == caller.userID || caller.isMerchant else {
        throw OrderRefusal.forbidden
      }
      guard before.state != .cancelled else { return before }
      var order = before
      // Who keeps the shop may more than an owner, of their own orders too.
      let effect = try order.advance(
        to: .cancelled, by: caller.isMerchant ? .merchant : .owner, because: reason, at: now)
      try transaction.keep(order, effect, news: .orderMoved(order), at: now)
      if before.userID != caller.userID {
        try transaction.record("cancel", from: before, to: order, by: caller, at: now)
      }
      return order
    }
  }

  /// An order: one's own, or anybody's for those who keep the shop and for support.
  /// - Throws: `OrderRefusal.notFound`, or the store's error.
  public func order(_ id: Order.ID, for caller: FitnessCaller) async throws -> Order {
    guard let order = try await store.order(id), order.isSeen(by: caller) else {
      throw OrderRefusal.notFound
    }
    return order
  }

  /// Up to `limit` of the caller's own orders, the newest first.
  public func orders(
    in state: OrderState? = nil, of caller: FitnessCaller, after place: OrderPlace? = nil,
    limit: Int
  ) async throws -> [Order] {
    try await store.orders(
      OrderFilter(userID: caller.userID, state: state), after: place, limit: limit)
  }

  /// Up to `limit` of everybody's orders, the newest first.
  /// - Throws: `OrderRefusal.forbidden`, or the store's error.
  public func orders(
    _ filter: OrderFilter, for caller: FitnessCaller, after place: OrderPlace? = nil, limit: Int
  ) async throws -> [Order] {
    guard caller.seesShop else { throw OrderRefusal.forbidden }
    return try await store.orders(filter, after: place, limit: limit)
  }
}

extension Order {
  func isSeen(by caller: FitnessCaller) -> Bool {
    userID == caller.userID || caller.seesShop
  }
}
