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
  /// Never waits for a webhook's row: whoever holds one would hold up all topics. Where the row is
  /// free it is locked, and whoever ends a delivery sees the new ones of its line. Where it is not,
  /// the first new one of each line gets a turn of its own: its job waits for the row, stands in
  /// line if somebody is before it, and gives it up if the webhook is disabled by then.
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
    let drafts = webhooks.flatMap { webhook in
      events.filter { webhook.wants($0.type) }
        .map { Draft(id: ids.make(), webhook: webhook.id, event: $0) }
    }
    guard !drafts.isEmpty else { return 0 }
    let locked = try lockFree(webhooks, in: sql)
    let now = machineClock.now()
    let made = Set(
      try sql.query(inserting(drafts, at: now, sql.dialect))
        .map { try $0.get(0, as: WebhookDelivery.ID.self) })
    let turns =
      try advance(
        Set(drafts.filter { locked.contains($0.webhook) }.map(\.line)), in: sql, at: now)
      + begin(
        drafts.filter { !locked.contains($0.webhook) && made.contains($0.id) }, in: sql, at: now)
    try enqueue(turns, in: sql, at: now)
    return turns.count
  }

  /// A delivery that is to be made.
  private struct Draft {
    let id: WebhookDelivery.ID
    let webhook: Webhook.ID
    let event: RelayedEvent

    var line: DeliveryLine {
      DeliveryLine(webhook: webhook, context: event.context, aggregate: event.aggregate)
    }
  }

  /// Locks the webhooks whose rows are free, in the order of their ids.
  private func lockFree(
    _ webhooks: [Webhook], in sql: any SQLExecutor
  ) throws -> Set<Webhook.ID> {
    let locked = try sql.pipeline(
      webhooks.map { webhook in
        """
        SELECT id FROM platform_webhooks WHERE id = \(webhook.id) AND state = 'active'
        \(sql.dialect.lockingFreeRows)
        """
      })
    return Set(zip(webhooks, locked).filter { !$1.isEmpty }.map(\.0.id))
  }

  /// Adds those that are not there yet.
  /// - Returns: a statement that answers their ids.
  private func inserting(_ drafts: [Draft], at now: Instant, _ dialect: Dialect) -> SQL {
    let columns: [SQLValue] = [
      drafts.map { $0.id }.sqlValue, drafts.map { $0.webhook }.sqlValue,
      drafts.map { $0.event.id }.sqlValue, drafts.map { $0.event.type }.sqlValue,
      drafts.map { $0.event.context }.sqlValue, drafts.map { $0.event.aggregate }.sqlValue,
      drafts.map { $0.event.number }.sqlValue, drafts.map { $0.event.webhookBody }.sqlValue,
    ]
    // WHERE true: SQLite would take ON for the condition of a join.
    return """
      INSERT INTO platform_webhook_deliveries
        (id, webhook_id, event_id, event_type, context, aggregate, number, body, state, created_at)
      SELECT c1, c2, c3, c4, c5, c6, c7, c8, 'pending', \(now)
      FROM \(dialect.unnest(columns, as: "made"))
      WHERE true
      ON CONFLICT (webhook_id, event_id) DO NOTHING
      RETURNING id
      """
  }

  /// Has the first in each of these lines come to its turn, whose webhooks are locked.
  private func advance(
    _ lines: Set<DeliveryLine>, in sql: any SQLExecutor, at now: Instant
  ) throws -> [WebhookDelivery.ID] {
    try sql.pipeline(lines.map { $0.advancing(at: now) }).flatMap { $0 }
      .map { try $0.get(0, as: WebhookDelivery.ID.self) }
  }

  /// Gives the first new one of each line a turn, whose webhooks are not locked.
  private func begin(
    _ made: [Draft], in sql: any SQLExecutor, at now: Instant
  ) throws -> [WebhookDelivery.ID] {
    let firsts = Dictionary(grouping: made, by: \.line).values
      .compactMap { line in line.min { $0.event.number < $1.event.number }?.id }
    guard !firsts.isEmpty else { return [] }
    try sql.execute(
      """
      UPDATE platform_webhook_deliveries SET next_attempt_at = \(now)
      WHERE id \(sql.dialect.isAmong(firsts.sqlValue))
      """)
    return firsts
  }

  private func enqueue(
    _ turns: [WebhookDelivery.ID], in sql: any SQLExecutor, at now: Instant
  ) throws {
    let jobs = try turns.map { id in
      try EnqueuedJob(
        DeliverWebhook(id), id: ids.make(), context: "platform", unique: nil, due: now, at: now)
    }
    if !jobs.isEmpty { try sql.deferred(jobs.map(\.statement)) }
  }
}
