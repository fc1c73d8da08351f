/// Which products are listed, in which order.
public struct ProductFilter: Hashable, Sendable {
  /// What lists are sorted by; the id decides between equals.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// The newest first.
    case newest
    /// The cheapest first.
    case price = "coin_price"
    /// The dearest first.
    case dearest = "-coin_price"
    /// By name, whatever its case.
    case name
  }

  /// The category, as it is written.
  public var category: String?
  /// What the name has in it, whatever its case and marks.
  public var text: String?
  /// Whether one at least can be ordered.
  public var isInStock: Bool?
  /// Whether the reader's available coins are enough for one.
  public var isAffordable: Bool?
  /// Whether users see it: for those who keep the shop.
  public var isActive: Bool?
  /// What the shop has to do with it: for those who keep the shop.
  public var origin: Product.Origin?
  /// The order.
  public var order = Order.newest

  /// All products, the newest first.
  public init() {}

  /// Whether it asks for what only those who keep the shop see.
  var isForStaff: Bool { isActive != nil || origin != nil }
}
