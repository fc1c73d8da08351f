import Events
import Kernel
import Ports
import Storage
import Webhooks
import Work

/// Webhooks within one unit of work.
struct SQLWebhookTransaction: WebhookTransaction {
  let unit: SQLWork
  /// The machine's time, by which deliveries are kept.
  let machine: Instant
  let keeper: any SecretKeeper

  var work: any Work { unit }

  // MARK: Webhooks

  func lockWebhook(_ id: Webhook.ID) throws -> Webhook? {
    try unit.sql.first(
      """
      SELECT \(Webhook.columns) FROM platform_webhooks WHERE id = \(id)
      \(unit.sql.dialect.lockingRows)
      """, Webhook.init(row:))
  }

  func insert(_ webhook: Webhook, _ secrets: WebhookSecrets) throws {
    let kept = try KeptWebhookSecrets(secrets, of: webhook.id, by: keeper)
    try unit.sql.execute(
      """
      INSERT INTO platform_webhooks (id, url, events, description, state, disabled_reason,
        failing_since, secret, retired_secrets, sealed_by, version, created_at, updated_at)
      VALUES (\(webhook.id), \(webhook.url), \(try webhook.patterns), \(webhook.description),
        \(webhook.state), \(webhook.disabledReason), \(webhook.failingSince),
        \(kept.secret), \(kept.retired), \(kept.keyID),
        \(webhook.version), \(webhook.createdAt), \(webhook.updatedAt))
      """)
  }

  func update(_ webhook: Webhook) throws {
    try unit.sql.execute(
      """
      UPDATE platform_webhooks
      SET url = \(webhook.url), events = \(try webhook.patterns),
        description = \(webhook.description), state = \(webhook.state),
        disabled_reason = \(webhook.disabledReason), failing_since = \(webhook.failingSince),
        version = \(webhook.version), updated_at = \(webhook.updatedAt)
      WHERE id = \(webhook.id)
      """)
  }

  func remove(_ id: Webhook.ID) throws {
    try unit.sql.execute("DELETE FROM platform_webhooks WHERE id = \(id)")
  }

  func secrets(of id: Webhook.ID) throws -> WebhookSecrets? {
    try unit.sql.first(
      "SELECT \(KeptWebhookSecrets.columns) FROM platform_webhooks WHERE id = \(id)",
      KeptWebhookSecrets.init(row:)
    )?.secrets(of: id, by: keeper)
  }

  func replaceSecrets(of id: Webhook.ID, with secrets: WebhookSecrets) throws {
    let kept = try KeptWebhookSecrets(secrets, of: id, by: keeper)
    try unit.sql.execute(kept.writing(to: id))
  }

  // MARK: Deliveries

  func webhookID(of delivery: WebhookDelivery.ID) throws -> Webhook.ID? {
    try unit.sql.first(
      "SELECT webhook_id FROM platform_webhook_deliveries WHERE id = \(delivery)"
    ) { try $0.get(0, as: Webhook.ID.self) }
  }

  func lockDelivery(_ id: WebhookDelivery.ID) throws -> WebhookDelivery? {
    try unit.sql.first(
      """
      SELECT \(WebhookDelivery.columns) FROM platform_webhook_deliveries WHERE id = \(id)
      \(unit.sql.dialect.lockingRows)
      """, WebhookDelivery.init(row:))
  }

  func body(of id: WebhookDelivery.ID) throws -> [UInt8] {
    let body = try unit.sql.first(
      "SELECT body FROM platform_webhook_deliveries WHERE id = \(id)"
    ) { try $0.get(0, as: String.self) }
    return Array((body ?? "").utf8)
  }

  func insert(_ delivery: WebhookDelivery, of event: RelayedEvent) throws {
    try unit.sql.execute(
      """
      INSERT INTO platform_webhook_deliveries
        (id, webhook_id, event_id, event_type, context, aggregate, number, body, state, created_at)
      VALUES (\(delivery.id), \(delivery.webhookID), \(event.id), \(event.type), \(event.context),
        \(event.aggregate), \(event.number), \(event.webhookBody), \(delivery.state), \(machine))
      """)
  }

  func update(_ delivery: WebhookDelivery) throws {
    try unit.sql.execute(
      """
      UPDATE platform_webhook_deliveries
      SET state = \(delivery.state), attempts = \(try delivery.attemptsText),
        tries = \(delivery.tries), next_attempt_at = \(delivery.nextAttemptAt),
        leased_until = \(delivery.leasedUntil), waits_for_room = \(delivery.isWaitingForRoom)
      WHERE id = \(delivery.id)
      """)
  }

  func isBehind(_ id: WebhookDelivery.ID) throws -> Bool {
    try unit.sql.first(
      """
      SELECT 1 FROM platform_webhook_deliveries mine
      JOIN platform_webhook_deliveries other
        ON other.webhook_id = mine.webhook_id AND other.context = mine.context
          AND other.aggregate = mine.aggregate AND other.state = 'pending'
          AND (other.number, other.id) < (mine.number, mine.id)
      WHERE mine.id = \(id)
      LIMIT 1
      """) != nil
  }

  func underWay(_ id: Webhook.ID, at now: Instant) throws -> Int {
    try unit.sql.first(
      """
      SELECT count(*) FROM platform_webhook_deliveries
      WHERE webhook_id = \(id) AND leased_until > \(now)
        AND leased_until <= \(now.adding(seconds: SQLWebhookStore.longestLease))
      """
    ) { try $0.get(0, as: Int.self) } ?? 0
  }

  func advanceLine(of id: WebhookDelivery.ID, at now: Instant) throws {
    let line = try unit.sql.first(
      "SELECT webhook_id, context, aggregate FROM platform_webhook_deliveries WHERE id = \(id)"
    ) { row in
      DeliveryLine(
        webhook: try row.get(0, as: Webhook.ID.self), context: try row.get(1, as: String.self),
        aggregate: try row.get(2, as: String.self))
    }
    guard let line else { return }
    for row in try unit.sql.query(line.advancing(at: now)) {
      try unit.add(
        DeliverWebhook(try row.get(0, as: WebhookDelivery.ID.self)), at: now, unique: nil)
    }
  }

  func callWaiting(of id: Webhook.ID, limit: Int, at now: Instant) throws {
    let waiting: SQL = """
      SELECT id FROM platform_webhook_deliveries WHERE webhook_id = \(id) AND waits_for_room
      ORDER BY next_attempt_at, id
      LIMIT \(limit)
      """
    let called = try unit.sql.all(
      """
      UPDATE platform_webhook_deliveries SET waits_for_room = false
      WHERE id \(unit.sql.dialect.isAmongRows(of: waiting))
      RETURNING id
      """
    ) { try $0.get(0, as: WebhookDelivery.ID.self) }
    for id in called { try unit.add(DeliverWebhook(id), at: now, unique: nil) }
  }

  func giveUpPending(of id: Webhook.ID, limit: Int) throws -> Int {
    let pending: SQL = """
      SELECT id FROM platform_webhook_deliveries
      WHERE webhook_id = \(id) AND state = 'pending'
      ORDER BY context, aggregate, number, id
      LIMIT \(limit)
      """
    return try unit.sql.execute(
      """
      UPDATE platform_webhook_deliveries
      SET state = 'failed', next_attempt_at = NULL, leased_until = NULL, waits_for_room = false
      WHERE id \(unit.sql.dialect.isAmongRows(of: pending))
      """)
  }

  func removeDeliveries(of id: Webhook.ID, limit: Int) throws -> Int {
    try unit.sql.execute(
      Sweep(table: "platform_webhook_deliveries", key: "id", time: "id")
        .removal(where: "webhook_id = \(id)", atMost: limit, in: unit.sql.dialect))
  }
}
