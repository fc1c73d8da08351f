public import Fitness
public import Kernel
import Router

extension ProblemKind {
  /// 422: a line names what cannot be ordered.
  static let unknownProduct = ProblemKind(
    status: 422, code: "unknown_product", title: "There is no such product on sale")
  /// 409: it costs something else than the user saw.
  static let priceChanged = ProblemKind(
    status: 409, code: "price_changed", title: "The price has changed")
  /// 409: there are fewer than were asked for.
  static let outOfStock = ProblemKind(
    status: 409, code: "out_of_stock", title: "There are not enough left")
  /// 409: its owner cannot call it off any more.
  static let orderNotCancellable = ProblemKind(
    status: 409, code: "order_not_cancellable", title: "The order cannot be cancelled any more")
  /// 409: it does not go there from where it is.
  static let invalidTransition = ProblemKind(
    status: 409, code: "invalid_transition", title: "The order does not go there from here")
  /// 409: more would be paid back than is left, or nothing can be.
  static let notRefundable = ProblemKind(
    status: 409, code: "not_refundable", title: "This cannot be refunded")
}

extension OrderRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .forbidden: Problem(.forbidden, detail: "You are not allowed to do this.")
    case .unknownProducts(let places):
      Problem(
        .unknownProduct,
        fields: places.map {
          FieldError(
            field: "items[\($0)].product_id", code: "unknown_product",
            message: "There is no such product on sale.")
        })
    case .addressMissing:
      .required("shipping_address", "Something of it is sent: say where to.")
    case .priceChanged(let total):
      Problem(
        .priceChanged, detail: "It costs \(total) coins now.",
        members: [("total_coins", "\(total)")])
    case .outOfStock(let short):
      Problem(
        .outOfStock,
        lists: [
          (
            "items",
            short.map { [("product_id", "\($0.productID)"), ("available", "\($0.available)")] }
          )
        ])
    case .notCancellable(let state):
      Problem(.orderNotCancellable, detail: state.told, members: [("state", state.rawValue)])
    case .invalidTransition(let state, let allowed):
      Problem(
        .invalidTransition, detail: state.told,
        members: [
          ("state", state.rawValue), ("allowed", allowed.map(\.rawValue).joined(separator: ",")),
        ])
    case .trackingNumberMissing:
      .required("tracking_number", "What is sent is followed by a number.")
    case .unknownItems(let places):
      Problem(
        .validation,
        fields: places.map {
          FieldError(
            field: "items[\($0)].order_item_id", code: "not_of_the_order",
            message: "The order has no such line.")
        })
    case .notRefundable(let state):
      Problem(.notRefundable, detail: state.told, members: [("state", state.rawValue)])
    }
  }

  /// What each case is answered.
  public static var kinds: [ProblemKind] {
    [
      .notFound, .forbidden, .validation, .unknownProduct, .priceChanged, .outOfStock,
      .orderNotCancellable, .invalidTransition, .notRefundable,
    ]
  }
}

extension OrderState {
  fileprivate var told: String { "The order is \(rawValue)." }
}

extension Problem {
  fileprivate static func required(_ field: String, _ message: String) -> Problem {
    Problem(
      .validation, fields: [FieldError(field: field, code: "required", message: message)])
  }
}
