import Fitness
import Kernel
import PlatformSQL
import Storage

extension SQLFitnessTransaction {
  func insert(_ run: SyncRun) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO fitness_shopify_runs (id, status, seen, created, updated, removed, error,
        attempt, is_followed, started_at, finished_at, created_at, updated_at)
      VALUES (\(run.id), \(run.status.rawValue), \(run.counts.seen), \(run.counts.created),
        \(run.counts.updated), \(run.counts.removed), \(run.error), \(run.attempt),
        \(run.isFollowed), \(run.startedAt), \(run.finishedAt), \(unit.now), \(unit.now))
      ON CONFLICT (status) WHERE status = 'running' DO NOTHING
      """) == 1
  }

  func lockRunningSync() throws -> SyncRun? {
    try sql.first(
      """
      SELECT \(SyncRun.columns) FROM fitness_shopify_runs r WHERE r.status = 'running'
      \(sql.dialect.lockingRows)
      """, SyncRun.init(row:))
  }

  func lockSyncRun(_ id: SyncRun.ID) throws -> SyncRun? {
    try sql.first(
      """
      SELECT \(SyncRun.columns) FROM fitness_shopify_runs r WHERE r.id = \(id)
      \(sql.dialect.lockingRows)
      """, SyncRun.init(row:))
  }

  func update(_ run: SyncRun) throws {
    try sql.deferred([
      """
      UPDATE fitness_shopify_runs
      SET status = \(run.status.rawValue), seen = \(run.counts.seen),
        created = \(run.counts.created), updated = \(run.counts.updated),
        removed = \(run.counts.removed), error = \(run.error), attempt = \(run.attempt),
        is_followed = \(run.isFollowed), finished_at = \(run.finishedAt), updated_at = \(unit.now)
      WHERE id = \(run.id)
      """
    ])
  }

  func insert(_ webhook: ShopWebhook) throws -> Bool {
    let deliveries: Int64? = try sql.first(
      """
      INSERT INTO fitness_shopify_events (id, webhook_id, topic, deliveries, created_at, updated_at)
      VALUES (\(webhook.id), \(webhook.delivery), \(webhook.topic), 1, \(webhook.receivedAt),
        \(webhook.receivedAt))
      ON CONFLICT (webhook_id) DO UPDATE
        SET deliveries = fitness_shopify_events.deliveries + 1, updated_at = excluded.updated_at
      RETURNING deliveries
      """
    ) { try $0.get(0) }
    return deliveries == 1
  }
}
