public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore {
  /// A product that is not deleted.
  public func product(_ id: Product.ID) async throws -> Product? {
    try await database.first(
      """
      SELECT \(Product.columns) FROM fitness_reward_products p
      WHERE p.id = \(id) AND p.deleted_at IS NULL
      """, Product.init(row:))
  }

  /// A page of products that are not deleted.
  public func products(
    _ filter: ProductFilter, for user: UserID, after place: Product.ID?, limit: Int
  ) async throws -> [Product] {
    let page = ProductPage(filter: filter, user: user, after: place, limit: limit)
    return try await database.all(page.statement, Product.init(row:))
  }
}

extension SQLFitnessTransaction {
  func lockProducts(_ ids: [Product.ID]) throws -> [Product] {
    try sql.all(
      """
      SELECT \(Product.columns) FROM fitness_reward_products p
      WHERE p.id \(sql.dialect.isAmong(ids.sqlValue)) ORDER BY p.id \(sql.dialect.lockingRows)
      """, Product.init(row:))
  }

  func lockProducts(of order: Order.ID) throws {
    let ordered: SQL = "SELECT i.product_id FROM fitness_order_items i WHERE i.order_id = \(order)"
    _ = try sql.query(
      """
      SELECT p.id FROM fitness_reward_products p
      WHERE p.id \(sql.dialect.isAmongRows(of: ordered)) ORDER BY p.id \(sql.dialect.lockingRows)
      """)
  }

  func insert(_ product: Product) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO fitness_reward_products (id, name, name_key, description, category, coin_price,
        price_pinned, stock_quantity, image_url, requires_shipping, is_active, shopify_product_id,
        shopify_variant_id, sync_status, version, created_at, updated_at)
      VALUES (\(product.id), \(product.name), \(product.nameKey), \(product.description),
        \(product.category), \(product.coinPrice), \(product.isPricePinned), \(product.stock),
        \(product.imageURL), \(product.requiresShipping), \(product.isActive),
        \(product.shopifyProductID), \(product.shopifyVariantID), \(product.origin.rawValue),
        \(product.version), \(product.createdAt), \(product.updatedAt))
      ON CONFLICT (id) DO NOTHING
      """) == 1
  }

  func update(_ product: Product) throws {
    try sql.execute(
      """
      UPDATE fitness_reward_products
      SET name = \(product.name), name_key = \(product.nameKey),
        description = \(product.description), category = \(product.category),
        coin_price = \(product.coinPrice), price_pinned = \(product.isPricePinned),
        stock_quantity = \(product.stock), image_url = \(product.imageURL),
        requires_shipping = \(product.requiresShipping), is_active = \(product.isActive),
        sync_status = \(product.origin.rawValue), version = \(product.version),
        updated_at = \(product.updatedAt), deleted_at = \(product.deletedAt)
      WHERE id = \(product.id)
      """)
  }

  func changeStock(_ changes: [Product.ID: Int64], at now: Instant) throws {
    guard !changes.isEmpty else { return }
    let changes = changes.sorted { $0.key < $1.key }
    let rows = sql.dialect.unnest(
      [.uuids(changes.map(\.key.rawValue)), .integers(changes.map(\.value))], as: "c")
    try sql.deferred([
      """
      UPDATE fitness_reward_products AS p
      SET stock_quantity = p.stock_quantity + c.c2, version = p.version + 1, updated_at = \(now)
      FROM \(rows) WHERE p.id = c.c1 AND p.stock_quantity IS NOT NULL
      """
    ])
  }
}
