public import Events
public import Kernel
public import Storage
import Webhooks
import Work

/// Where the relay of events meets webhooks: makes the deliveries of what was published.
public struct WebhookOutlet: Sendable {
  private let machineClock: any WallClock
  private let ids: any IDSource

  /// Makes an outlet.
  /// - Parameter machineClock: the machine's time, by which deliveries are attempted.
  public init(machineClock: any WallClock, ids: any IDSource) {
    self.machineClock = machineClock
    self.ids = ids
  }

  /// Makes one delivery for each of these events and each active webhook that wants it, and the
  /// jobs of those whose turn it is, in the relay's transaction. Events that were accepted before
  /// add nothing. Those of one aggregate come in the order of their numbers, over all calls.
  ///
  /// Locks the webhooks that want any, in the order of their ids.
  /// - Parameter sql: a transaction of the platform's database, which need not be the one that the
  ///   events were published in.
  /// - Returns: how many jobs became due: `SQLJobs.channel` is worth announcing after the commit.
  @discardableResult
  public func accept(_ events: [RelayedEvent], in sql: any SQLExecutor) throws -> Int {
    guard !events.isEmpty else { return 0 }
    let webhooks = try sql.all(
      "SELECT \(Webhook.columns) FROM platform_webhooks WHERE state = 'active' ORDER BY id",
      Webhook.init(row:)
    ).filter { webhook in events.contains { webhook.wants($0.type) } }
    // One that was disabled or removed meanwhile is passed over, and its line is not moved on while
    // new ones join it.
    let locked = try sql.pipeline(
      webhooks.map { webhook in
        """
        SELECT id FROM platform_webhooks WHERE id = \(webhook.id) AND state = 'active'
        \(sql.dialect.lockingRows)
        """
      })
    let receivers = zip(webhooks, locked).filter { !$1.isEmpty }.map(\.0)
    let pairs = receivers.flatMap { webhook in
      events.filter { webhook.wants($0.type) }.map { (webhook.id, $0) }
    }
    guard !pairs.isEmpty else { return 0 }
    let now = machineClock.now()
    try sql.execute(inserting(pairs, at: now, sql.dialect))
    return try advance(
      Set(pairs.map { DeliveryLine(webhook: $0, context: $1.context, aggregate: $1.aggregate) }),
      in: sql, at: now)
  }

  private func inserting(
    _ pairs: [(webhook: Webhook.ID, event: RelayedEvent)], at now: Instant, _ dialect: Dialect
  ) -> SQL {
    let columns: [SQLValue] = [
      pairs.map { _ in ids.make(WebhookDelivery.self) }.sqlValue, pairs.map { $0.webhook }.sqlValue,
      pairs.map { $0.event.id }.sqlValue, pairs.map { $0.event.type }.sqlValue,
      pairs.map { $0.event.context }.sqlValue, pairs.map { $0.event.aggregate }.sqlValue,
      pairs.map { $0.event.number }.sqlValue, pairs.map { $0.event.webhookBody }.sqlValue,
    ]
    // WHERE true: SQLite would take ON for the condition of a join.
    return """
      INSERT INTO platform_webhook_deliveries
        (id, webhook_id, event_id, event_type, context, aggregate, number, body, state, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, 'pending', \(now)
      FROM \(dialect.unnest(columns, as: "made"))
      WHERE true
      ON CONFLICT (webhook_id, event_id) DO NOTHING
      """
  }

  private func advance(
    _ lines: Set<DeliveryLine>, in sql: any SQLExecutor, at now: Instant
  ) throws -> Int {
    let turns = try sql.pipeline(lines.map { $0.advancing(at: now) }).flatMap { $0 }
    let jobs = try turns.map { row in
      try EnqueuedJob(
        DeliverWebhook(try row.get(0, as: WebhookDelivery.ID.self)), id: ids.make(),
        context: "platform", unique: nil, due: now, at: now)
    }
    if !jobs.isEmpty { try sql.deferred(jobs.map(\.statement)) }
    return jobs.count
  }
}
