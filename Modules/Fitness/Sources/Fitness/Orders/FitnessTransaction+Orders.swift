import Kernel
import Ports
import Work

// What the steps of an order do beside its row.
extension FitnessTransaction {
  /// Locks an order that somebody may see.
  /// - Throws: `OrderRefusal.notFound`, or the store's error.
  func lockOrder(_ id: Order.ID, for caller: FitnessCaller) throws -> Order {
    guard let order = try lockOrder(id), order.isSeen(by: caller) else {
      throw OrderRefusal.notFound
    }
    return order
  }

  /// Keeps a new order under a code that no other has.
  func open(
    _ placement: OrderPlacement, of user: UserID, _ parts: OrderParts, at now: Instant
  ) throws -> Order {
    let id: Order.ID = parts.ids.make()
    for _ in 0..<8 {
      let order = placement.order(
        id, OrderCode(from: parts.random), of: user, ids: parts.ids, at: now)
      if try insert(order) { return order }
    }
    throw NoFreeOrderCode()
  }

  /// Has an order that waits confirmed or called off in its time.
  func enqueueNext(of order: Order, by terms: FitnessTerms) throws {
    if terms.confirmsOrders {
      try work.enqueue(
        ConfirmOrder(order.id), at: order.confirmsAt(terms), unique: .byArguments)
    } else {
      let due = min(
        order.expiresAt(terms), order.createdAt.adding(seconds: OrderService.patienceSeconds))
      try work.enqueue(ExpireOrder(order.id), at: due, unique: .byArguments)
    }
  }

  /// Keeps an order that took a step, with all that follows from it.
  func keep(
    _ order: Order, _ effect: OrderEffect, news: FitnessNews, at now: Instant
  ) throws {
    try update(order)
    if !effect.returned.isEmpty { try changeStock(effect.returned, at: now) }
    try tell(news)
    // The ledger comes last. Who has left has no wallet any more.
    guard let user = order.userID, let move = order.move(of: effect.coins) else { return }
    try self.move([move], of: user)
  }

  /// Appends an audit entry about an order.
  func record(
    _ what: String, from before: Order, to after: Order, by caller: FitnessCaller,
    at now: Instant
  ) throws {
    try work.record(
      AuditEntry(
        actor: caller.actor, action: "fitness.order.\(what)", target: "order:\(after.id)",
        before: before.auditText, after: after.auditText, at: now))
  }
}

extension Order {
  /// When a job confirms it.
  func confirmsAt(_ terms: FitnessTerms) -> Instant {
    createdAt.adding(seconds: terms.orderConfirmAfter.components.seconds)
  }

  /// When a job calls it off.
  func expiresAt(_ terms: FitnessTerms) -> Instant {
    createdAt.adding(seconds: terms.orderHold.components.seconds)
  }

  /// What is to be done about its coins.
  fileprivate func move(of step: CoinStep) -> CoinMove? {
    // What costs nothing moves nothing.
    guard totalCoins > 0 else { return nil }
    return switch step {
    case .none: nil
    case .post: .post(.order(id))
    case .void: .void(.order(id))
    case .refund(let coins): .refund(coins, .order(id), note: reason)
    }
  }

  /// Its state for the audit trail.
  fileprivate var auditText: String {
    AuditText([
      ("order_code", code.text), ("status", state.rawValue), ("total_coins", "\(totalCoins)"),
      ("refunded_coins", "\(refundedCoins)"), ("tracking_number", trackingNumber),
      ("carrier", carrier), ("reason", reason),
    ]).text
  }
}
