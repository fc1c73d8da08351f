public import Kernel

/// What is read of products outside of units of work.
public protocol ProductReading: Sendable {
  /// A product that is not deleted, active or not.
  func product(_ id: Product.ID) async throws -> Product?

  /// Up to `limit` products that are not deleted, in the order of the filter.
  /// - Parameters:
  ///   - user: whose coins decide what is affordable.
  ///   - place: the product at which the page before ended.
  func products(
    _ filter: ProductFilter, for user: UserID, after place: Product.ID?, limit: Int
  ) async throws -> [Product]
}

/// The rows of products in a unit of work. They are locked before orders and wallets.
public protocol ProductRows {
  /// Locks products, in the order of their ids; deleted ones are among them.
  func lockProducts(_ ids: [Product.ID]) throws -> [Product]

  /// Locks the products of an order, in the order of their ids.
  func lockProducts(of order: Order.ID) throws

  /// Keeps a new product; false where its id is taken.
  func insert(_ product: Product) throws -> Bool

  /// Keeps a product that was changed.
  func update(_ product: Product) throws

  /// Takes some of locked products from the stock, or puts some back; nothing of those whose stock
  /// is not limited.
  /// - Parameter changes: how many, by product: below zero is taken.
  func changeStock(_ changes: [Product.ID: Int64], at now: Instant) throws
}
