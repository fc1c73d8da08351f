/// Why something is not done with a product.
public enum ProductRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such product, or users do not see it.
  case notFound
  /// Only those who keep the shop see what is asked for.
  case forbidden
  /// The shop says what was to be changed.
  case managedByShop
  /// A product that was made here has a price of its own.
  case priceMissing
}
