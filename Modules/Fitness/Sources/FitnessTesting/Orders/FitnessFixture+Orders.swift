public import Fitness
public import Kernel
import WorkTesting

// Products and orders, as tests make them.
extension FitnessFixture {
  /// What coins buy.
  public var products: ProductService {
    ProductService(store: store, clock: time.clock, ids: ids)
  }

  /// What users order.
  public var orders: OrderService {
    OrderService(
      OrderParts(
        store: store, users: directory, clock: time.clock, ids: ids,
        random: SystemRandomSource(), terms: terms.source))
  }

  /// Somebody who keeps the shop.
  public func merchant(_ name: String = "merchant") throws -> FitnessCaller {
    caller(try user(name), .merchant)
  }

  /// Adds a product that is on sale, of which nothing is sent unless told.
  public func product(
    _ name: String = "Socks", price: Int64, stock: Int64? = 10, ships: Bool = false,
    category: String? = nil, isActive: Bool = true
  ) async throws -> Product {
    try await products.create(
      ProductDraft(
        name: name, category: category, coinPrice: price, stock: stock, requiresShipping: ships,
        isActive: isActive), by: merchant("maker-\(ids.make(Product.self))"))
  }

  /// Orders some of a product.
  public func order(
    _ quantity: Int64 = 1, of product: Product, by user: UserID
  ) async throws -> Order {
    try await orders.place(
      OrderRequest(lines: [.init(productID: product.id, quantity: quantity)]), by: caller(user))
  }

  /// How many of a product there are.
  public func stock(of product: Product) async throws -> Int64? {
    try await store.product(product.id)?.stock
  }

  /// What somebody has: available, frozen, spent and owed coins.
  public func coins(of user: UserID) async throws -> CoinSums {
    guard let wallet = try await store.wallet(of: user) else { return CoinSums(0, 0, 0, 0) }
    return CoinSums(wallet.available, wallet.frozen, wallet.lifetimeSpent, wallet.debt)
  }
}

/// What is in a wallet.
public struct CoinSums: Hashable, Sendable, CustomStringConvertible {
  /// What can be spent.
  public let available: Int64
  /// What is held for orders.
  public let frozen: Int64
  /// What was spent and not paid back.
  public let spent: Int64
  /// What is owed.
  public let debt: Int64

  /// Sums of a wallet.
  public init(_ available: Int64, _ frozen: Int64, _ spent: Int64, _ debt: Int64 = 0) {
    (self.available, self.frozen, self.spent, self.debt) = (available, frozen, spent, debt)
  }

  /// The four numbers.
  public var description: String {
    "\(available) available, \(frozen) frozen, \(spent) spent, \(debt) owed"
  }
}
