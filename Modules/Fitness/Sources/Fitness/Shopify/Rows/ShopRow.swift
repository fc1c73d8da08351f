/// A product of ours that stands for a variant of the shop, as far as a sync changes it.
public struct ShopRow: Hashable, Sendable {
  /// The product's id.
  public typealias ID = Product.ID

  /// How a product stands to the shop.
  public enum Status: String, Hashable, Sendable, CaseIterable {
    /// It was found, and nobody has put it on sale.
    case new
    /// It follows the shop.
    case synced
    /// The shop lists it no more.
    case removed
  }

  /// Its id.
  public let id: ID
  /// What the shop calls the variant.
  public let variant: ShopNumber
  /// What it takes from the shop.
  public internal(set) var content: ShopContent
  /// What kind of thing it is. Set when it is found; ours to change after that.
  public let category: String?
  /// What it costs.
  public internal(set) var coinPrice: Int64
  /// What it would cost by the shop, for when its price is nobody's any more.
  public internal(set) var shopPrice: Int64
  /// Whether somebody of ours set the price, so that it follows the shop no more.
  public let isPricePinned: Bool
  /// How many can be ordered now; nil where the shop does not count them.
  public internal(set) var stock: Int64?
  /// How many more are ordered than the shop has: 0 or more.
  public internal(set) var oversold: Int64
  /// Whether it is on sale.
  public internal(set) var isActive: Bool
  /// How it stands to the shop.
  public internal(set) var status: Status
  /// Whether it is on sale as soon as the shop sells it again: not somebody of ours but a sync took
  /// it off.
  public internal(set) var isWithdrawn: Bool
  /// Whether somebody of ours deleted it. It follows nothing any more.
  public let isDeleted: Bool

  /// A row as a store keeps it.
  public init(
    id: ID, variant: ShopNumber, content: ShopContent, category: String?, coinPrice: Int64,
    shopPrice: Int64, isPricePinned: Bool, stock: Int64?, oversold: Int64, isActive: Bool,
    status: Status, isWithdrawn: Bool, isDeleted: Bool
  ) {
    self.id = id
    self.variant = variant
    self.content = content
    self.category = category
    self.coinPrice = coinPrice
    self.shopPrice = shopPrice
    self.isPricePinned = isPricePinned
    self.stock = stock
    self.oversold = oversold
    self.isActive = isActive
    self.status = status
    self.isWithdrawn = isWithdrawn
    self.isDeleted = isDeleted
  }

  /// The row of a variant that is seen for the first time.
  /// - Parameter isPublished: whether it is sold without anybody of ours looking at it.
  init(id: ID, of variant: ListedVariant, isPublished: Bool) {
    self.init(
      id: id, variant: variant.number, content: variant.content, category: variant.category,
      coinPrice: variant.price.coins, shopPrice: variant.price.coins, isPricePinned: false,
      stock: variant.stock.map { max($0, 0) }, oversold: max(-(variant.stock ?? 0), 0),
      isActive: isPublished && variant.isSold, status: isPublished ? .synced : .new,
      isWithdrawn: isPublished && !variant.isSold, isDeleted: false)
  }

  /// The same row as the shop has it now.
  /// - Parameter unshipped: how many of it are in orders of ours that have not left: the shop still
  ///   counts them.
  func following(_ variant: ListedVariant, unshipped: Int64) -> ShopRow {
    guard !isDeleted else { return self }
    var row = self
    row.content = variant.content
    row.shopPrice = variant.price.coins
    if !isPricePinned { row.coinPrice = variant.price.coins }
    let left = variant.stock.map { $0 - unshipped }
    row.stock = left.map { max($0, 0) }
    row.oversold = left.map { max(-$0, 0) } ?? 0
    if status == .removed { row.status = isWithdrawn ? .synced : .new }
    if isActive {
      row.isActive = variant.isSold
      row.isWithdrawn = !variant.isSold
    } else if isWithdrawn, variant.isSold {
      row.isActive = true
      row.isWithdrawn = false
    }
    return row
  }
}
