/// Rows of what Fitness sells and who ordered it, made of rows that are there.
enum FitnessShopRows {
  static let statements = """
    INSERT INTO fitness_reward_products (id, name, name_key, description, category, coin_price,
        price_pinned, stock_quantity, image_url, requires_shipping, is_active, shopify_product_id,
        shopify_variant_id, sync_status, version, created_at, updated_at, deleted_at)
      SELECT auth_identities.id, 'N', 'n', 'd', 'c', 1, may_overdraw, 1, 'https://i',
        may_overdraw, may_overdraw, '1', '2', 'synced', 1, created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fitness_orders (id, order_code, user_id, status, total_coins, refunded_coins,
        requires_shipping, shipping_address, tracking_number, carrier, reason, version, created_at,
        confirmed_at, processing_at, shipped_at, delivered_at, cancelled_at, refunded_at,
        updated_at)
      SELECT auth_identities.id, 'FK-00000000', user_id, 'refunded', 1, 1, may_overdraw, '{}',
        't', 'c', 'r', 1, created_at, created_at, created_at, created_at, created_at, created_at,
        created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fitness_order_items (id, order_id, product_id, position, name, quantity,
        coin_price, refunded_quantity, taken_quantity, created_at, updated_at)
      SELECT id, id, id, 0, 'n', 1, 1, 1, 0, created_at, created_at FROM auth_identities;
    """
}
