public import Kernel

/// What somebody says of a product that they make.
public struct ProductDraft: Hashable, Sendable {
  /// Its name, 1–200 characters.
  public var name: String
  /// What there is to say of it.
  public var description: String?
  /// What kind of thing it is.
  public var category: String?
  /// What one costs, in coins.
  public var coinPrice: Int64
  /// How many there are; nil is not limited.
  public var stock: Int64?
  /// Where a picture of it is.
  public var imageURL: String?
  /// Whether it is sent to an address.
  public var requiresShipping: Bool
  /// Whether users see it and may order it.
  public var isActive: Bool

  /// Puts a draft together; the defaults are the contract's.
  public init(
    name: String, description: String? = nil, category: String? = nil, coinPrice: Int64,
    stock: Int64? = 0, imageURL: String? = nil, requiresShipping: Bool = true,
    isActive: Bool = true
  ) {
    self.name = name
    self.description = description
    self.category = category
    self.coinPrice = coinPrice
    self.stock = stock
    self.imageURL = imageURL
    self.requiresShipping = requiresShipping
    self.isActive = isActive
  }
}

extension Product {
  /// A product that is made here.
  public init(id: ID, _ draft: ProductDraft, at now: Instant) {
    self.init(
      id: id, name: draft.name, description: draft.description, category: draft.category,
      coinPrice: draft.coinPrice, stock: draft.stock, imageURL: draft.imageURL,
      requiresShipping: draft.requiresShipping, isActive: draft.isActive, createdAt: now)
  }
}
