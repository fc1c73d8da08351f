public import Events
import Kernel
public import Work

// What is told of orders.

/// The events of orders, for the catalogue.
public let orderEvents = [
  EventDeclaration("fitness.order.created", "An order was placed. \(members)"),
  EventDeclaration("fitness.order.confirmed", "An order is paid. \(members)"),
  EventDeclaration("fitness.order.processing", "An order is being packed. \(members)"),
  EventDeclaration(
    "fitness.order.shipped", "An order is on its way, or its tracking number is new. \(members)"),
  EventDeclaration("fitness.order.delivered", "An order has arrived. \(members)"),
  EventDeclaration("fitness.order.cancelled", "An order was called off. \(members)"),
  EventDeclaration("fitness.order.refunded", "An order was paid back, or some of it. \(members)"),
]

private let members =
  "The data has order_id, order_code, status, tracking_number, total_coins and refunded_coins."

/// What people are notified of.
public let orderNotifications = [
  NotificationEvent("fitness.order.created", "Your order was placed"),
  NotificationEvent("fitness.order.confirmed", "Your order is confirmed"),
  NotificationEvent("fitness.order.processing", "Your order is being packed"),
  NotificationEvent("fitness.order.shipped", "Your order is on its way"),
  NotificationEvent("fitness.order.delivered", "Your order has arrived"),
  NotificationEvent("fitness.order.cancelled", "Your order was called off"),
  NotificationEvent("fitness.order.refunded", "Your order was paid back"),
]

extension FitnessNews {
  /// An order was placed.
  static func orderCreated(_ order: Order) -> FitnessNews {
    .order(
      "fitness.order.created", order, title: "Order \(order.code.text) placed",
      body: "\(order.totalCoins.coins) are held for it.")
  }

  /// An order is in another state, or its parcel has another number.
  static func orderMoved(_ order: Order) -> FitnessNews {
    .order(
      "fitness.order.\(order.state.rawValue)", order,
      title: "Order \(order.code.text) \(order.state.words)", body: order.told,
      kind: order.state == .delivered ? .success : .info,
      // Somebody may have to be at home.
      priority: order.state == .shipped ? .high : .normal)
  }

  /// Coins were paid back.
  static func orderRefunded(_ order: Order, _ coins: Int64) -> FitnessNews {
    .order(
      "fitness.order.refunded", order, title: "\(coins.coins) for order \(order.code.text)",
      body: order.state == .refunded ? "All of it was paid back." : "Some of it was paid back.")
  }

  private static func order(
    _ type: String, _ order: Order, title: String, body: String,
    kind: Notification.Kind = .info, priority: Notification.Priority = .normal
  ) -> FitnessNews {
    let event = Event(
      type, of: "order:\(order.id)", topics: order.userID.map { [TopicName.user($0)] } ?? [],
      data: order.eventData)
    let notification = Notification(
      type, title: title, body: body, kind: kind, priority: priority,
      actionURL: "/fitness/orders/\(order.id)")
    return FitnessNews(
      event: event, notifications: order.userID.map { [($0, notification)] } ?? [])
  }
}

extension Order {
  fileprivate var eventData: EventData {
    EventData { data in
      try data.write("order_id", id)
      try data.write("order_code", code.text)
      try data.write("status", state.rawValue)
      try data.write("tracking_number", trackingNumber)
      try data.write("total_coins", number: totalCoins)
      try data.write("refunded_coins", number: refundedCoins)
    }
  }

  /// Where it stands, in a sentence or two.
  fileprivate var told: String {
    switch state {
    case .pending: "\(totalCoins.coins) are held for it."
    case .confirmed: "\(totalCoins.coins) were paid for it."
    case .processing: "We are packing it."
    case .shipped:
      "\(carrier.map { "\($0) brings it. " } ?? "")Its tracking number is \(trackingNumber ?? "")."
    case .delivered: "We hope that you like it."
    case .cancelled:
      reached[.confirmed] == nil
        ? "The coins that were held are yours again." : "Your coins were paid back."
    case .refunded: "All of it was paid back."
    }
  }
}

extension OrderState {
  /// In a title.
  fileprivate var words: String {
    switch self {
    case .pending: "placed"
    case .confirmed: "confirmed"
    case .processing: "is being packed"
    case .shipped: "is on its way"
    case .delivered: "has arrived"
    case .cancelled: "was called off"
    case .refunded: "was paid back"
    }
  }
}

extension Int64 {
  /// An amount in words.
  fileprivate var coins: String { self == 1 ? "1 coin" : "\(self) coins" }
}
