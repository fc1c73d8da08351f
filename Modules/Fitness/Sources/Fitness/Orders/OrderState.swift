/// Where an order stands.
public enum OrderState: String, Hashable, Sendable, CaseIterable {
  /// Its coins are held.
  case pending
  /// It is paid.
  case confirmed
  /// It is being packed.
  case processing
  /// It is on its way.
  case shipped
  /// It has arrived.
  case delivered
  /// It was called off.
  case cancelled
  /// All of it was paid back.
  case refunded
}

/// Who moves an order on.
public enum OrderActor: Hashable, Sendable, CaseIterable {
  /// Who ordered.
  case owner
  /// Who keeps the shop.
  case merchant
  /// The job that confirms orders which nobody called off.
  case confirmation
  /// The job that calls off orders which nobody confirmed.
  case expiry
}

// The table of the steps that orders take, but for refunds, which move coins first.
extension OrderState {
  /// Where an order goes from here.
  /// - Parameter shipsNothing: whether nothing of it is sent to an address.
  func next(by actor: OrderActor, shipsNothing: Bool) -> [OrderState] {
    switch (actor, self) {
    case (.owner, .pending), (.owner, .confirmed): [.cancelled]
    case (.merchant, .pending): [.confirmed, .cancelled]
    case (.merchant, .confirmed): [.processing, .cancelled]
    case (.merchant, .processing):
      shipsNothing ? [.shipped, .delivered, .cancelled] : [.shipped, .cancelled]
    case (.merchant, .shipped): [.delivered]
    case (.confirmation, .pending): [.confirmed]
    case (.expiry, .pending): [.cancelled]
    default: []
    }
  }

  /// Whether some of it can be paid back.
  var isRefundable: Bool {
    switch self {
    case .confirmed, .processing, .shipped, .delivered: true
    case .pending, .cancelled, .refunded: false
    }
  }

  /// Whether what is paid back goes back on the shelf unless somebody says otherwise.
  var restocksRefunds: Bool { self == .confirmed || self == .processing }
}
