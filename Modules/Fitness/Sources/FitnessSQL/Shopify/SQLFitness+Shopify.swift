public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore {
  /// A run; nil where there is none.
  public func syncRun(_ id: SyncRun.ID) async throws -> SyncRun? {
    try await database.first(
      "SELECT \(SyncRun.columns) FROM fitness_shopify_runs r WHERE r.id = \(id)",
      SyncRun.init(row:))
  }

  /// Up to `limit` runs with ids below `before`, newest first.
  public func syncRuns(before: SyncRun.ID?, limit: Int) async throws -> [SyncRun] {
    let isBefore: SQL = before.map { "WHERE r.id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT \(SyncRun.columns) FROM fitness_shopify_runs r \(isBefore)
      ORDER BY r.id DESC LIMIT \(limit)
      """, SyncRun.init(row:))
  }

  /// Up to `limit` products that follow the shop, by the variants' numbers as they are kept.
  public func followedVariants(
    after: FollowedVariant?, limit: Int
  ) async throws -> [FollowedVariant] {
    let isAfter: SQL = after.map { "AND p.shopify_variant_id > \("\($0.variant)")" } ?? ""
    return try await database.all(
      """
      SELECT p.id, p.shopify_variant_id, p.shopify_product_id FROM fitness_reward_products p
      WHERE p.shopify_variant_id IS NOT NULL
        AND (p.sync_status <> 'removed' OR p.is_active) AND p.deleted_at IS NULL \(isAfter)
      ORDER BY p.shopify_variant_id LIMIT \(limit)
      """
    ) { row in
      FollowedVariant(
        id: try row["id"], variant: try row.shopNumber("shopify_variant_id"),
        product: try row.shopNumber("shopify_product_id"))
    }
  }

  /// Forgets webhooks that came before an instant, and runs that were over by then.
  public func forgetSyncs(before: Instant) async throws {
    try await Sweep(table: "fitness_shopify_events", key: "id", time: "created_at")
      .run(where: "created_at < \(before)", slice: 1_000, in: database)
    try await Sweep(table: "fitness_shopify_runs", key: "id", time: "finished_at")
      .run(where: "finished_at < \(before)", slice: 1_000, in: database)
  }
}

extension Row {
  /// A number of the shop's.
  /// - Throws: `RowError`.
  func shopNumber(_ column: String) throws -> ShopNumber {
    guard let number = ShopNumber(try get(column, as: String.self)) else {
      throw RowError.invalidValue(column: column, type: "ShopNumber")
    }
    return number
  }
}
