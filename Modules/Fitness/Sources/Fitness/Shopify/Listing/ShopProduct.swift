/// A product as the shop lists it.
public struct ShopProduct: Hashable, Sendable {
  /// What the shop calls it.
  public let number: ShopNumber
  /// Its title.
  public let title: String
  /// Its description, as HTML that somebody wrote: never shown as it is.
  public let html: String
  /// What kind of thing it is, in the merchant's words; empty where they gave none.
  public let type: String
  /// Whether the shop sells it: its status is `ACTIVE`.
  public let isActive: Bool
  /// Where its picture is; nil where it has none.
  public let imageURL: String?
  /// What the merchant wants for it in coins, as they wrote it; nil where the price counts.
  public let coinPrice: String?
  /// Its variants.
  public let variants: [ShopVariant]
  /// Whether it may have more variants than are listed.
  public let isCutShort: Bool

  /// A product.
  public init(
    number: ShopNumber, title: String, html: String = "", type: String = "", isActive: Bool = true,
    imageURL: String? = nil, coinPrice: String? = nil, variants: [ShopVariant],
    isCutShort: Bool = false
  ) {
    self.number = number
    self.title = title
    self.html = html
    self.type = type
    self.isActive = isActive
    self.imageURL = imageURL
    self.coinPrice = coinPrice
    self.variants = variants
    self.isCutShort = isCutShort
  }
}

/// One of the things that a product is sold as: a size, a colour.
public struct ShopVariant: Hashable, Sendable {
  /// What the shop calls it.
  public let number: ShopNumber
  /// What tells it from the others of its product.
  public let title: String
  /// Its price, as the shop writes it: `19.99`.
  public let price: String
  /// How many there are, fewer than none where the shop sold more; nil where nobody counts them.
  public let stock: Int32?

  /// A variant.
  public init(number: ShopNumber, title: String, price: String, stock: Int32?) {
    self.number = number
    self.title = title
    self.price = price
    self.stock = stock
  }

  /// What the shop calls the only variant of a product that has no variants.
  static let onlyTitle = "Default Title"
}
