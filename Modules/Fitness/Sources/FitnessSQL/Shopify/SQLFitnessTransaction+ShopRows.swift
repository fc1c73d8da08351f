import Fitness
import Kernel
import Storage

extension SQLFitnessTransaction {
  func lockShopRows(
    of variants: [ShopNumber]
  ) throws -> [(row: ShopRow, unshipped: Int64)] {
    let numbers = SQLValue.texts(variants.map(\.description))
    let rows = try sql.all(
      """
      SELECT p.id, p.shopify_variant_id, p.shopify_product_id, p.name, p.description, p.category,
        p.coin_price, p.shop_coin_price, p.price_pinned, p.stock_quantity, p.image_url,
        p.is_active, p.sync_status, p.is_withdrawn_by_shop, p.oversold_units, p.deleted_at
      FROM fitness_reward_products p
      WHERE p.shopify_variant_id \(sql.dialect.isAmong(numbers))
      ORDER BY p.id \(sql.dialect.lockingRows)
      """, ShopRow.init(row:))
    guard !rows.isEmpty else { return [] }
    let unshipped = try unshipped(of: rows.map(\.id))
    return rows.map { (row: $0, unshipped: unshipped[$0.id] ?? 0) }
  }

  /// How many of products are in orders that have not left. The products are locked, so that no
  /// order takes or gives back any meanwhile.
  private func unshipped(of products: [ShopRow.ID]) throws -> [ShopRow.ID: Int64] {
    let ids = SQLValue.uuids(products.map(\.rawValue))
    let sums = try sql.all(
      """
      SELECT i.product_id, CAST(SUM(i.quantity - i.refunded_quantity) AS bigint)
      FROM fitness_order_items i JOIN fitness_orders o ON o.id = i.order_id
      WHERE i.product_id \(sql.dialect.isAmong(ids))
        AND o.status IN ('pending', 'confirmed', 'processing')
      GROUP BY i.product_id
      """
    ) { (try $0.get(0, as: ShopRow.ID.self), try $0.get(1, as: Int64.self)) }
    return Dictionary(uniqueKeysWithValues: sums)
  }

  func insert(_ rows: [ShopRow], at now: Instant) throws -> Int {
    let new = sql.dialect.unnest(
      [
        .uuids(rows.map(\.id.rawValue)), .texts(rows.map(\.variant.description)),
        .texts(rows.map(\.content.product.description)), .texts(rows.map(\.content.name)),
        .optionalTexts(rows.map(\.content.description)), .optionalTexts(rows.map(\.category)),
        .integers(rows.map(\.coinPrice)), .integers(rows.map(\.storedStock)),
        .optionalTexts(rows.map(\.content.imageURL)), .bools(rows.map(\.isActive)),
        .texts(rows.map(\.status.rawValue)), .bools(rows.map(\.isWithdrawn)),
        .integers(rows.map(\.oversold)), .texts(rows.map(\.nameKey)),
      ], as: "new")
    return try sql.execute(
      """
      INSERT INTO fitness_reward_products (id, shopify_variant_id, shopify_product_id, name,
        description, category, coin_price, shop_coin_price, price_pinned, stock_quantity, image_url,
        requires_shipping, is_active, sync_status, is_withdrawn_by_shop, oversold_units, name_key,
        version, created_at, updated_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c7, \(false), CASE WHEN c8 >= 0 THEN c8 END, c9, \(true),
        c10, c11, c12, c13, c14, 1, \(now), \(now)
      FROM \(new) WHERE true
      ON CONFLICT DO NOTHING
      """)
  }

  func update(_ rows: [ShopRow], at now: Instant) throws {
    let new = sql.dialect.unnest(
      [
        .uuids(rows.map(\.id.rawValue)), .texts(rows.map(\.content.product.description)),
        .texts(rows.map(\.content.name)), .optionalTexts(rows.map(\.content.description)),
        .integers(rows.map(\.coinPrice)), .integers(rows.map(\.shopPrice)),
        .integers(rows.map(\.storedStock)), .optionalTexts(rows.map(\.content.imageURL)),
        .bools(rows.map(\.isActive)), .texts(rows.map(\.status.rawValue)),
        .bools(rows.map(\.isWithdrawn)), .integers(rows.map(\.oversold)),
        .texts(rows.map(\.nameKey)),
      ], as: "new")
    try sql.execute(
      """
      UPDATE fitness_reward_products AS p
      SET shopify_product_id = new.c2, name = new.c3, description = new.c4, coin_price = new.c5,
        shop_coin_price = new.c6, stock_quantity = CASE WHEN new.c7 >= 0 THEN new.c7 END,
        image_url = new.c8, is_active = new.c9, sync_status = new.c10,
        is_withdrawn_by_shop = new.c11, oversold_units = new.c12,
        name_key = new.c13, version = p.version + 1,
        updated_at = \(now)
      FROM \(new) WHERE p.id = new.c1
      """)
  }

  func removeShopRows(_ ids: [ShopRow.ID], at now: Instant) throws -> Int {
    let picked: SQL = """
      SELECT p.id FROM fitness_reward_products p
      WHERE p.id \(sql.dialect.isAmong(.uuids(ids.map(\.rawValue))))
        AND (p.sync_status <> 'removed' OR p.is_active)
      ORDER BY p.id \(sql.dialect.lockingRows)
      """
    return try sql.execute(
      """
      UPDATE fitness_reward_products
      SET sync_status = 'removed', is_withdrawn_by_shop = (is_active OR is_withdrawn_by_shop),
        is_active = \(false), version = version + 1, updated_at = \(now)
      WHERE id \(sql.dialect.isAmongRows(of: picked))
      """)
  }
}

extension ShopRow {
  fileprivate init(row: Row) throws {
    let price: Int64 = try row["coin_price"]
    self.init(
      id: try row["id"], variant: try row.shopNumber("shopify_variant_id"),
      content: ShopContent(
        product: try row.shopNumber("shopify_product_id"), name: try row["name"],
        description: try row["description"], imageURL: try row["image_url"]),
      category: try row["category"], coinPrice: price,
      shopPrice: try row.get("shop_coin_price", as: Int64?.self) ?? price,
      isPricePinned: try row["price_pinned"], stock: try row["stock_quantity"],
      oversold: try row["oversold_units"], isActive: try row["is_active"],
      status: try row.word("sync_status"), isWithdrawn: try row["is_withdrawn_by_shop"],
      isDeleted: try row.get("deleted_at", as: Instant?.self) != nil)
  }

  /// The name as it is searched and sorted by.
  fileprivate var nameKey: String { FoldedText.of(content.name) }

  /// The stock as it stands in an array, which has no NULL: -1 for what is not counted.
  fileprivate var storedStock: Int64 { stock ?? -1 }
}
