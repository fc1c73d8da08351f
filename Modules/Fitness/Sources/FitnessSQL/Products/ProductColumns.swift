import Fitness
import Kernel
import Storage

extension Product {
  /// Of `fitness_reward_products p`.
  static let columns: SQL = """
    p.id, p.name, p.description, p.category, p.coin_price, p.price_pinned, p.stock_quantity,
    p.image_url, p.requires_shipping, p.is_active, p.shopify_product_id, p.shopify_variant_id,
    p.sync_status, p.version, p.created_at, p.updated_at, p.deleted_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], name: try row["name"], description: try row["description"],
      category: try row["category"], coinPrice: try row["coin_price"],
      isPricePinned: try row["price_pinned"], stock: try row["stock_quantity"],
      imageURL: try row["image_url"], requiresShipping: try row["requires_shipping"],
      isActive: try row["is_active"], shopifyProductID: try row["shopify_product_id"],
      shopifyVariantID: try row["shopify_variant_id"], origin: try row.word("sync_status"),
      version: try row["version"], createdAt: try row["created_at"],
      updatedAt: try row["updated_at"], deletedAt: try row["deleted_at"])
  }
}
