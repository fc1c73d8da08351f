/// Rows of the sync with the shop, made of rows that are there.
enum FitnessSyncRows {
  static let statements = """
    INSERT INTO fitness_shopify_runs (id, status, seen, created, updated, removed, error, attempt,
        is_followed, started_at, finished_at, created_at, updated_at)
      SELECT auth_identities.id, 'failed', 1, 1, 1, 1, 'e', 1, may_overdraw, created_at,
        created_at, created_at, created_at
      FROM auth_identities CROSS JOIN ledger_accounts WHERE code = 'ajo.house';
    INSERT INTO fitness_shopify_events (id, webhook_id, topic, deliveries, created_at, updated_at)
      SELECT id, 'w', 'products/update', 1, created_at, created_at FROM auth_identities;
    UPDATE fitness_reward_products SET shop_coin_price = 1, oversold_units = 1;
    """
}
