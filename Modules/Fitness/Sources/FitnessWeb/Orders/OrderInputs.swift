import Fitness
import Kernel
import Router

/// The body of `POST /orders`.
struct OrderInput: RequestInput {
  let request: OrderRequest

  init(from fields: inout RequestFields) {
    let lines = fields.body(
      "items", .array(of: FieldType<LineInput>.object().map(\.line), count: OrderRequest.lineCount))
    request = OrderRequest(
      lines: lines, address: fields.nullableBody("shipping_address", .shippingAddress),
      expectedTotal: fields.nullableBody("expected_total_coins", .integer64(0...Int64.max)))
    // One product in two lines is one wish.
    for line in request.wanted where line.quantity > OrderRequest.quantityRange.upperBound {
      let last = lines.lastIndex { $0.productID == line.productID } ?? 0
      fields.fail(
        "items[\(last)].quantity", "too_large",
        "At most \(OrderRequest.quantityRange.upperBound) of a product can be ordered at once.")
    }
  }
}

/// A line of an order in a body.
private struct LineInput: RequestInput {
  let line: OrderRequest.Line

  init(from fields: inout RequestFields) {
    line = OrderRequest.Line(
      productID: fields.body("product_id", .id(of: Product.self)),
      quantity: fields.body("quantity", .integer64(OrderRequest.quantityRange)))
  }
}

/// The query of `GET /orders`.
struct OrderQuery: RequestInput {
  enum Scope: String, CaseIterable, Sendable { case own, all }

  /// Whether it asks for more than one's own.
  let isForStaff: Bool
  let filter: OrderFilter
  let page: PageRequest<Order, CursorPair<Instant, Order.ID>>

  init(from fields: inout RequestFields) {
    let scope = fields.query("scope", .enumeration(Scope.self)) ?? .own
    filter = OrderFilter(
      userID: fields.query("user_id", .id(of: UserTag.self)),
      state: fields.query("status", .enumeration()))
    isForStaff = scope == .all || filter.userID != nil
    page = fields.page("fitness.orders", by: \.createdAt, \.id)
  }

  var place: OrderPlace? { page.after.map { OrderPlace(createdAt: $0.first, id: $0.second) } }
}

/// The path and body of `POST /orders/{id}/cancel`.
struct OrderCancellation: RequestInput {
  let id: Order.ID
  let reason: String?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Order.self))
    reason = fields.nullableBody("reason", .orderReason)
  }
}

/// The path, condition and body of `PUT /orders/{id}/status`.
struct OrderStatusInput: RequestInput {
  let id: Order.ID
  let ifMatch: IfMatch?
  let change: OrderStatusChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Order.self))
    ifMatch = fields.ifMatch()
    change = OrderStatusChange(
      to: fields.body("status", .enumeration(OrderState.self)),
      trackingNumber: fields.nullableBody("tracking_number", .line(length: 1...64)),
      carrier: fields.nullableBody("carrier", .line(length: 1...64)),
      reason: fields.nullableBody("reason", .orderReason))
  }
}

/// The path and body of `POST /orders/{id}/refund`.
struct OrderRefundInput: RequestInput {
  let id: Order.ID
  let refund: OrderRefund

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Order.self))
    let reason = fields.body("reason", .orderReason)
    let items = fields.nullableBody(
      "items", .array(of: FieldType<RefundPartInput>.object().map(\.part), count: 1...100))
    refund = OrderRefund(
      reason: reason, items: items, restocks: fields.nullableBody("restock", .bool))
  }
}

/// Some of a line that is to be paid back, in a body.
private struct RefundPartInput: RequestInput {
  let part: OrderRefund.Part

  init(from fields: inout RequestFields) {
    part = OrderRefund.Part(
      itemID: fields.body("order_item_id", .id(of: OrderItem.self)),
      quantity: fields.body("quantity", .integer64(1...1_000_000)))
  }
}

extension FieldType where Value == String {
  fileprivate static var orderReason: FieldType { .text(length: 1...500) }
}
