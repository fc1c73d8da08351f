import Kernel

/// What is to be different about a product.
public struct ProductChange: Sendable {
  /// What becomes of the price.
  public enum Price: Hashable, Sendable {
    /// It stays.
    case kept
    /// It is this from now on, whatever the shop says.
    case set(Int64)
    /// It follows the shop again.
    case followsShop
  }

  /// What can be changed of each product.
  public struct Terms: Hashable, Sendable {
    /// The name.
    public var name: String
    /// The description.
    public var description: String?
    /// The category.
    public var category: String?
    /// How many there are; nil is not limited.
    public var stock: Int64?
    /// The picture.
    public var imageURL: String?
    /// Whether it is sent to an address.
    public var requiresShipping: Bool
    /// Whether users see it.
    public var isActive: Bool
  }

  let price: Price
  let edit: @Sendable (inout Terms) -> Void

  /// A change.
  public init(price: Price = .kept, _ edit: @escaping @Sendable (inout Terms) -> Void = { _ in }) {
    self.price = price
    self.edit = edit
  }
}

extension Product {
  private var terms: ProductChange.Terms {
    ProductChange.Terms(
      name: name, description: description, category: category, stock: stock, imageURL: imageURL,
      requiresShipping: requiresShipping, isActive: isActive)
  }

  /// Changes it.
  /// - Returns: whether it is another one than before.
  /// - Throws: `ProductRefusal.managedByShop` where the shop says what is to be changed,
  ///   `.priceMissing` where there is no shop whose price it could follow.
  mutating func apply(_ change: ProductChange, at now: Instant) throws(ProductRefusal) -> Bool {
    let before = self
    var terms = terms
    change.edit(&terms)
    if origin != .local {
      guard terms.name == name, terms.description == description, terms.stock == stock,
        terms.imageURL == imageURL
      else { throw .managedByShop }
    }
    switch change.price {
    case .kept: break
    case .set(let price):
      coinPrice = price
      isPricePinned = true
    case .followsShop:
      guard origin != .local else { throw .priceMissing }
      isPricePinned = false
    }
    name = terms.name
    description = terms.description
    category = terms.category
    stock = terms.stock
    imageURL = terms.imageURL
    requiresShipping = terms.requiresShipping
    isActive = terms.isActive
    // Whoever puts it on sale has looked at it.
    if isActive, !before.isActive, origin == .new { origin = .synced }
    guard self != before else { return false }
    touch(at: now)
    return true
  }

  /// Hides it for good. Orders keep its name and price.
  mutating func delete(at now: Instant) {
    isActive = false
    deletedAt = now
    touch(at: now)
  }

  private mutating func touch(at now: Instant) {
    version += 1
    updatedAt = now
  }
}
