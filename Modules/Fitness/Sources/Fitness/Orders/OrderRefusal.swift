public import Kernel

/// Why an order is not placed, shown or changed. Those of a new one are in order of precedence.
public enum OrderRefusal: Error, Hashable, Sendable {
  /// There is no such order, or it is somebody else's.
  case notFound
  /// Only those who keep the shop may.
  case forbidden
  /// Lines of the request name what cannot be ordered; their places, from 0.
  case unknownProducts([Int])
  /// Something is sent to an address, and there is none.
  case addressMissing
  /// It costs something else than the user saw.
  case priceChanged(total: Int64)
  /// There are fewer than were asked for: all products of which it is so.
  case outOfStock([ProductShortage])
  /// Its owner cannot call it off any more.
  case notCancellable(OrderState)
  /// It does not go there from where it is.
  case invalidTransition(OrderState, allowed: [OrderState])
  /// What is sent is followed by a number, and there is none.
  case trackingNumberMissing
  /// Lines of the refund name what is not in the order; their places, from 0.
  case unknownItems([Int])
  /// More would be paid back than is left, or nothing can be.
  case notRefundable(OrderState)
}

/// A product of which there are fewer than were asked for.
public struct ProductShortage: Hashable, Sendable {
  /// Which.
  public let productID: Product.ID
  /// How many there are.
  public let available: Int64

  /// Makes a shortage.
  public init(productID: Product.ID, available: Int64) {
    self.productID = productID
    self.available = available
  }
}
