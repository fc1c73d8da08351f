import Fitness
import Kernel
import Storage

extension Order {
  /// Of `fitness_orders o`.
  static let columns: SQL = """
    o.id, o.order_code, o.user_id, o.status, o.total_coins, o.refunded_coins, o.requires_shipping,
    o.shipping_address, o.tracking_number, o.carrier, o.reason, o.version, o.created_at,
    o.confirmed_at, o.processing_at, o.shipped_at, o.delivered_at, o.cancelled_at, o.refunded_at,
    o.updated_at
    """

  /// The states that an order is in for the first time at an instant that its row names.
  static let instants: [(state: OrderState, column: String)] = [
    (.confirmed, "confirmed_at"), (.processing, "processing_at"), (.shipped, "shipped_at"),
    (.delivered, "delivered_at"), (.cancelled, "cancelled_at"), (.refunded, "refunded_at"),
  ]

  init(row: Row, items: [OrderItem]) throws {
    var reached: [OrderState: Instant] = [:]
    for (state, column) in Self.instants {
      reached[state] = try row.get(column, as: Instant?.self)
    }
    self.init(
      id: try row["id"], code: OrderCode(text: try row["order_code"]),
      userID: try row["user_id"], state: try row.word("status"), items: items,
      totalCoins: try row["total_coins"], refundedCoins: try row["refunded_coins"],
      requiresShipping: try row["requires_shipping"],
      address: try row.get("shipping_address", as: String?.self).map(ShippingAddress.init(json:)),
      trackingNumber: try row["tracking_number"], carrier: try row["carrier"],
      reason: try row["reason"], reached: reached, version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"])
  }
}

/// A line of an order with the order that it is of.
struct OrderItemRow {
  let order: Order.ID
  let item: OrderItem

  init(row: Row) throws {
    order = try row["order_id"]
    item = OrderItem(
      id: try row["id"], productID: try row["product_id"], name: try row["name"],
      quantity: try row["quantity"], coinPrice: try row["coin_price"],
      refundedQuantity: try row["refunded_quantity"], takenQuantity: try row["taken_quantity"])
  }

  /// The lines of orders, each order's in their order.
  static func selecting(_ orders: [Order.ID], in dialect: Dialect) -> SQL {
    """
    SELECT i.id, i.order_id, i.product_id, i.name, i.quantity, i.coin_price, i.refunded_quantity,
      i.taken_quantity
    FROM fitness_order_items i
    WHERE i.order_id \(dialect.isAmong(orders.sqlValue)) ORDER BY i.order_id, i.position
    """
  }

  /// By order.
  static func grouped(_ rows: [OrderItemRow]) -> [Order.ID: [OrderItem]] {
    Dictionary(grouping: rows, by: \.order).mapValues { $0.map(\.item) }
  }
}
