import Fitness
import JSON
import Kernel
import Router

/// An order on the wire.
struct OrderBody: ResponseBody {
  let order: Order

  init(_ order: Order) { self.order = order }

  static let shape = Shape<OrderBody>(
    "FitnessOrder",
    .id("id") { $0.order.id },
    .string("order_code") { $0.order.code.text },
    .optionalID("user_id") { $0.order.userID },
    .enumeration("status") { $0.order.state },
    .array("items") { $0.order.items.map(OrderItemBody.init) },
    .integer("total_coins") { $0.order.totalCoins },
    .integer("refunded_coins") { $0.order.refundedCoins },
    .json("shipping_address") { $0.order.address.map { Array($0.json.utf8) } },
    .optionalString("tracking_number") { $0.order.trackingNumber },
    .optionalString("carrier") { $0.order.carrier },
    .optionalString("reason") { $0.order.reason },
    .instant("created_at") { $0.order.createdAt },
    .optionalInstant("confirmed_at") { $0.order.reached[.confirmed] },
    .optionalInstant("processing_at") { $0.order.reached[.processing] },
    .optionalInstant("shipped_at") { $0.order.reached[.shipped] },
    .optionalInstant("delivered_at") { $0.order.reached[.delivered] },
    .optionalInstant("cancelled_at") { $0.order.reached[.cancelled] },
    .optionalInstant("refunded_at") { $0.order.reached[.refunded] })

  /// The body with its tag.
  var tagged: Reply<OrderBody> { Reply.ok(self).etag(ETag(version: order.version)) }
}

/// A line of an order on the wire.
struct OrderItemBody: ResponseBody {
  let item: OrderItem

  init(_ item: OrderItem) { self.item = item }

  static let shape = Shape<OrderItemBody>(
    "FitnessOrderItem",
    .id("id") { $0.item.id },
    .id("product_id") { $0.item.productID },
    .string("name") { $0.item.name },
    .integer("quantity") { $0.item.quantity },
    .integer("coin_price") { $0.item.coinPrice },
    .integer("total_coins") { $0.item.totalCoins },
    .integer("refunded_quantity") { $0.item.refundedQuantity })
}
