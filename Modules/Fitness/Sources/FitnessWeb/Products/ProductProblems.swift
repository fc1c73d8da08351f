public import Fitness
public import Kernel
import Router

extension ProblemKind {
  /// 409: the shop says what was to be changed.
  static let managedByShopify = ProblemKind(
    status: 409, code: "managed_by_shopify", title: "The shop manages this product")
}

extension ProductRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .forbidden: Problem(.forbidden, detail: "You are not allowed to do this.")
    case .managedByShop:
      Problem(
        .managedByShopify,
        detail: "Change name, description, image and stock in the shop, and sync.")
    case .priceMissing:
      Problem(
        .validation,
        fields: [
          FieldError(
            field: "coin_price", code: "required",
            message: "A product that is not the shop's has a price of its own.")
        ])
    }
  }
}
