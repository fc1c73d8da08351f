public import Kernel
import Ports
import Work

/// Where somebody who keeps the shop wants an order to go.
public struct OrderStatusChange: Hashable, Sendable {
  /// The state.
  public let state: OrderState
  /// By what the parcel is followed, which `shipped` wants: 1–64 characters.
  public let trackingNumber: String?
  /// Who carries it.
  public let carrier: String?
  /// Why, where it is called off.
  public let reason: String?

  /// Makes a change.
  public init(
    to state: OrderState, trackingNumber: String? = nil, carrier: String? = nil,
    reason: String? = nil
  ) {
    self.state = state
    self.trackingNumber = trackingNumber
    self.carrier = carrier
    self.reason = reason
  }
}

// What those who keep the shop do with orders.
extension OrderService {
  /// Moves an order on. The state that it is in already changes nothing, but for the number of a
  /// parcel, which is corrected.
  /// - Parameter condition: refuses a change of a version that the caller has not seen.
  /// - Throws: `OrderRefusal`, what `condition` throws, `Replay`, or the store's error.
  public func setStatus(
    _ id: Order.ID, _ change: OrderStatusChange, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in }, once: Once<Order> = .unkeyed
  ) async throws -> Order {
    guard caller.isMerchant else { throw OrderRefusal.forbidden }
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      if change.state == .cancelled { try transaction.lockProducts(of: id) }
      let before = try transaction.lockOrder(id, for: caller)
      try condition(before.version)
      var order = before
      var effect = OrderEffect()
      if order.state == change.state {
        guard order.correct(change, at: now) else { return before }
      } else {
        if change.state == .shipped, change.trackingNumber == nil {
          throw OrderRefusal.trackingNumberMissing
        }
        effect = try order.advance(
          to: change.state, by: .merchant, because: change.reason, at: now)
        if order.state == .shipped, let number = change.trackingNumber {
          order.follow(number, by: change.carrier)
        }
      }
      try transaction.keep(order, effect, news: .orderMoved(order), at: now)
      try transaction.record("status", from: before, to: order, by: caller, at: now)
      return order
    }
  }

  /// Pays an order back, or some of it.
  /// - Throws: `OrderRefusal`, `Replay`, or the store's error.
  public func refund(
    _ id: Order.ID, _ refund: OrderRefund, by caller: FitnessCaller, once: Once<Order> = .unkeyed
  ) async throws -> Order {
    guard caller.isMerchant else { throw OrderRefusal.forbidden }
    let now = parts.clock.now()
    return try await store.atomically(once) { transaction in
      try transaction.lockProducts(of: id)
      let before = try transaction.lockOrder(id, for: caller)
      var order = before
      let effect = try order.refund(refund, at: now)
      try transaction.keep(
        order, effect, news: .orderRefunded(order, order.refundedCoins - before.refundedCoins),
        at: now)
      try transaction.record("refund", from: before, to: order, by: caller, at: now)
      return order
    }
  }
}

extension Order {
  /// Corrects how a parcel is followed.
  /// - Returns: whether it is another order than before.
  fileprivate mutating func correct(_ change: OrderStatusChange, at now: Instant) -> Bool {
    guard state == .shipped, let number = change.trackingNumber else { return false }
    let before = self
    follow(number, by: change.carrier)
    guard self != before else { return false }
    touch(at: now)
    return true
  }
}
