public import Kernel

/// What coins buy.
public struct Product: Hashable, Sendable {
  /// The product's id.
  public typealias ID = Identifier<Product>

  /// What the shop has to do with a product.
  public enum Origin: String, Hashable, Sendable, CaseIterable {
    /// Nothing: it was made here.
    case local
    /// It came from the shop, and nobody has looked at it yet.
    case new
    /// It follows the shop.
    case synced
    /// The shop does not have it any more.
    case removed
  }

  /// The prices that a product may have, in coins.
  public static let priceRange: ClosedRange<Int64> = 1...10_000_000
  /// How many of a product there may be.
  public static let stockRange: ClosedRange<Int64> = 0...1_000_000_000

  /// The product's id.
  public let id: ID
  /// Its name.
  public internal(set) var name: String
  /// What there is to say of it.
  public internal(set) var description: String?
  /// What kind of thing it is.
  public internal(set) var category: String?
  /// What one costs, in coins.
  public internal(set) var coinPrice: Int64
  /// Whether somebody set the price, so that the shop's does not replace it.
  public internal(set) var isPricePinned: Bool
  /// How many can be ordered now; nil is not limited.
  public internal(set) var stock: Int64?
  /// Where a picture of it is.
  public internal(set) var imageURL: String?
  /// Whether it is sent to an address.
  public internal(set) var requiresShipping: Bool
  /// Whether users see it and may order it.
  public internal(set) var isActive: Bool
  /// The number of the shop's product; nil where it was made here.
  public let shopifyProductID: String?
  /// The number of the shop's variant; nil where it was made here.
  public let shopifyVariantID: String?
  /// What the shop has to do with it.
  public internal(set) var origin: Origin
  /// How often it was changed, from 1.
  public internal(set) var version: Int64
  /// When it was made.
  public let createdAt: Instant
  /// When it was changed last.
  public internal(set) var updatedAt: Instant
  /// When it was hidden for good; nil while it was not.
  public internal(set) var deletedAt: Instant?

  /// A product as it is kept.
  public init(
    id: ID, name: String, description: String? = nil, category: String? = nil, coinPrice: Int64,
    isPricePinned: Bool = true, stock: Int64?, imageURL: String? = nil,
    requiresShipping: Bool = true, isActive: Bool = true, shopifyProductID: String? = nil,
    shopifyVariantID: String? = nil, origin: Origin = .local, version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant? = nil, deletedAt: Instant? = nil
  ) {
    self.id = id
    self.name = name
    self.description = description
    self.category = category
    self.coinPrice = coinPrice
    self.isPricePinned = isPricePinned
    self.stock = stock
    self.imageURL = imageURL
    self.requiresShipping = requiresShipping
    self.isActive = isActive
    self.shopifyProductID = shopifyProductID
    self.shopifyVariantID = shopifyVariantID
    self.origin = origin
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
    self.deletedAt = deletedAt
  }

  /// Whether one at least can be ordered now.
  public var isInStock: Bool { stock.map { $0 > 0 } ?? true }

  /// Whether users may order it.
  public var isOnSale: Bool { isActive && deletedAt == nil }

  /// The name without case and marks: what is searched, and what lists by name are sorted by.
  public var nameKey: String { FoldedText.of(name) }
}
