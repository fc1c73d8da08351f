public import Kernel

/// What a step of an order does to its user's coins.
enum CoinStep: Hashable {
  /// Nothing.
  case none
  /// What is held is paid.
  case post
  /// What is held is let go.
  case void
  /// So much is paid back.
  case refund(Int64)
}

/// What a step of an order does beside its row.
struct OrderEffect {
  /// To the coins.
  var coins = CoinStep.none
  /// What goes back on the shelf.
  var returned: [Product.ID: Int64] = [:]
}

extension Order {
  /// Moves it on.
  /// - Throws: `OrderRefusal.notCancellable` to its owner, `.invalidTransition` to others.
  mutating func advance(
    to next: OrderState, by actor: OrderActor, because reason: String? = nil, at now: Instant
  ) throws(OrderRefusal) -> OrderEffect {
    let allowed = state.next(by: actor, shipsNothing: !requiresShipping)
    guard allowed.contains(next) else {
      if actor == .owner { throw .notCancellable(state) }
      throw .invalidTransition(state, allowed: allowed)
    }
    var effect = OrderEffect()
    switch (state, next) {
    case (.pending, .confirmed): effect.coins = .post
    case (.pending, .cancelled):
      effect.coins = .void
      effect.returned = putBack()
    case (_, .cancelled):
      effect.coins = .refund(leftCoins)
      refundedCoins = totalCoins
      effect.returned = putBack()
      for place in items.indices { items[place].refundedQuantity = items[place].quantity }
    default: break
    }
    if next == .cancelled { self.reason = reason ?? self.reason }
    enter(next, at: now)
    return effect
  }

  /// Says how the parcel is followed.
  mutating func follow(_ number: String, by carrier: String?) {
    trackingNumber = number
    if let carrier { self.carrier = carrier }
  }

  /// Pays some of it back, or all that is left.
  /// - Throws: `OrderRefusal.unknownItems`, `.notRefundable`.
  mutating func refund(
    _ refund: OrderRefund, at now: Instant
  ) throws(OrderRefusal) -> OrderEffect {
    let quantities = try self.quantities(of: refund)
    guard state.isRefundable, quantities.contains(where: { $0 > 0 }),
      zip(quantities, items).allSatisfy({ $0 <= $1.leftQuantity })
    else { throw .notRefundable(state) }
    let restocks = refund.restocks ?? state.restocksRefunds
    var effect = OrderEffect()
    var coins: Int64 = 0
    for (place, quantity) in quantities.enumerated() where quantity > 0 {
      coins += quantity * items[place].coinPrice
      items[place].refundedQuantity += quantity
      if restocks { effect.returned.merge(putBack(quantity, of: place), uniquingKeysWith: +) }
    }
    effect.coins = .refund(coins)
    refundedCoins += coins
    reason = refund.reason
    if items.allSatisfy({ $0.leftQuantity == 0 }) {
      enter(.refunded, at: now)
    } else {
      touch(at: now)
    }
    return effect
  }

  /// How many of each line are to be paid back.
  private func quantities(of refund: OrderRefund) throws(OrderRefusal) -> [Int64] {
    guard let parts = refund.items else { return items.map(\.leftQuantity) }
    var quantities = items.map { _ in Int64(0) }
    var unknown: [Int] = []
    for (index, part) in parts.enumerated() {
      if let place = items.firstIndex(where: { $0.id == part.itemID }) {
        quantities[place] += part.quantity
      } else {
        unknown.append(index)
      }
    }
    guard unknown.isEmpty else { throw .unknownItems(unknown) }
    return quantities
  }

  /// Puts all that is not paid back on the shelf again.
  private mutating func putBack() -> [Product.ID: Int64] {
    var returned: [Product.ID: Int64] = [:]
    for place in items.indices {
      returned.merge(putBack(items[place].leftQuantity, of: place), uniquingKeysWith: +)
    }
    return returned
  }

  /// Puts some of a line back, as far as they were taken from there.
  private mutating func putBack(_ quantity: Int64, of place: Int) -> [Product.ID: Int64] {
    let returned = min(quantity, items[place].takenQuantity)
    items[place].takenQuantity -= returned
    return returned > 0 ? [items[place].productID: returned] : [:]
  }

  private mutating func enter(_ next: OrderState, at now: Instant) {
    state = next
    reached[next] = now
    touch(at: now)
  }

  mutating func touch(at now: Instant) {
    version += 1
    updatedAt = now
  }
}

/// What is to be paid back of an order.
public struct OrderRefund: Hashable, Sendable {
  /// Some of a line.
  public struct Part: Hashable, Sendable {
    /// Which line.
    public let itemID: OrderItem.ID
    /// How many.
    public let quantity: Int64

    /// Makes a part.
    public init(itemID: OrderItem.ID, quantity: Int64) {
      self.itemID = itemID
      self.quantity = quantity
    }
  }

  /// Why: 1–500 characters.
  public let reason: String
  /// Which lines; nil for all that is left. One that is named twice is summed.
  public let items: [Part]?
  /// Whether it goes back on the shelf; nil for as long as it was not shipped.
  public let restocks: Bool?

  /// Puts a refund together.
  public init(reason: String, items: [Part]? = nil, restocks: Bool? = nil) {
    self.reason = reason
    self.items = items
    self.restocks = restocks
  }
}
