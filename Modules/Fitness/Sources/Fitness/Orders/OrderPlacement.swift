import Kernel

/// A request that fits the products as they are under their locks.
struct OrderPlacement {
  let items: [(product: Product, quantity: Int64)]
  let total: Int64
  let address: ShippingAddress?
  let requiresShipping: Bool

  /// - Parameter products: those that the request names, as far as there are such.
  /// - Throws: the first refusal that the request deserves, but for coins, which the ledger counts.
  init(_ request: OrderRequest, among products: [Product]) throws(OrderRefusal) {
    let onSale = Dictionary(
      products.filter(\.isOnSale).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let unknown = request.lines.indices.filter { onSale[request.lines[$0].productID] == nil }
    guard unknown.isEmpty else { throw .unknownProducts(unknown) }
    let items = request.wanted.compactMap { line in
      onSale[line.productID].map { (product: $0, quantity: line.quantity) }
    }
    requiresShipping = items.contains { $0.product.requiresShipping }
    guard request.address != nil || !requiresShipping else { throw .addressMissing }
    // At most 20 products, 10 of each, 10,000,000 coins each: far below what a number holds.
    total = items.reduce(0) { $0 + $1.product.coinPrice * $1.quantity }
    if let expected = request.expectedTotal, expected != total {
      throw .priceChanged(total: total)
    }
    let short = items.compactMap { item in
      item.product.stock.flatMap { stock in
        stock < item.quantity
          ? ProductShortage(productID: item.product.id, available: stock) : nil
      }
    }
    guard short.isEmpty else { throw .outOfStock(short) }
    self.items = items
    address = request.address
  }

  /// The order that it becomes.
  func order(
    _ id: Order.ID, _ code: OrderCode, of user: UserID, ids: any IDSource, at now: Instant
  ) -> Order {
    Order(
      id: id, code: code, userID: user,
      items: items.map { product, quantity in
        OrderItem(
          id: ids.make(), productID: product.id, name: product.name, quantity: quantity,
          coinPrice: product.coinPrice,
          takenQuantity: product.stock == nil ? 0 : quantity)
      }, totalCoins: total, requiresShipping: requiresShipping, address: address, createdAt: now)
  }

  /// What it takes from the stock.
  var taken: [Product.ID: Int64] {
    Dictionary(
      items.filter { $0.product.stock != nil }.map { ($0.product.id, -$0.quantity) },
      uniquingKeysWith: +)
  }
}
