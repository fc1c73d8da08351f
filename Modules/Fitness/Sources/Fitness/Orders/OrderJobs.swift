public import Kernel
import Ports
public import Work

/// Confirms an order that nobody called off.
public struct ConfirmOrder: Job {
  /// `fitness.order.confirm`.
  public static let kind = "fitness.order.confirm"

  /// Which order.
  public let order: Order.ID

  /// Asks for it.
  public init(_ order: Order.ID) {
    self.order = order
  }
}

/// Calls off an order that nobody confirmed.
public struct ExpireOrder: Job {
  /// `fitness.order.expire`.
  public static let kind = "fitness.order.expire"

  /// Which order.
  public let order: Order.ID

  /// Asks for it.
  public init(_ order: Order.ID) {
    self.order = order
  }
}

// What jobs do with orders that wait.
extension OrderService {
  /// How long an order of somebody who is blocked is left alone, in seconds.
  static let blockedSeconds: Int64 = 60
  /// How long an order that is not due yet is left alone at most, in seconds: the terms may change.
  static let patienceSeconds: Int64 = 900

  /// Does what is due of an order that waits: confirms it, or calls it off where administrators
  /// want orders to be confirmed by hand. It goes by the terms of the moment, so that orders follow
  /// a change of them. It may be called at any time, and more than once.
  /// - Returns: when it is to be called again; nil where there is nothing left to do.
  /// - Throws: the store's error.
  public func settle(_ id: Order.ID) async throws -> Instant? {
    guard let order = try await store.order(id), order.state == .pending, let user = order.userID
    else { return nil }
    let (terms, now) = (parts.terms(), parts.clock.now())
    let due = terms.confirmsOrders ? order.confirmsAt(terms) : order.expiresAt(terms)
    guard due <= now else { return min(due, now.adding(seconds: Self.patienceSeconds)) }
    // Who is blocked can do nothing about it: it waits until they can.
    if let known = try await parts.users.user(user), !known.isActive {
      return now.adding(seconds: Self.blockedSeconds)
    }
    try await store.atomically(.unkeyed) { transaction in
      if !terms.confirmsOrders { try transaction.lockProducts(of: id) }
      guard var order = try transaction.lockOrder(id), order.state == .pending else { return }
      let effect =
        try terms.confirmsOrders
        ? order.advance(to: .confirmed, by: .confirmation, at: now)
        : order.advance(
          to: .cancelled, by: .expiry, because: "It was not confirmed in time.", at: now)
      try transaction.keep(order, effect, news: .orderMoved(order), at: now)
    }
    return nil
  }
}
