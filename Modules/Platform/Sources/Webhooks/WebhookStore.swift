public import Events
public import Kernel
public import Work

/// Where webhooks and their deliveries are kept.
public protocol WebhookStore: Sendable {
  /// Runs a change: what it does is there together or not at all. The body may run more than once.
  func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any WebhookTransaction) throws -> Value
  ) async throws -> Value

  /// A webhook, or nil.
  func webhook(_ id: Webhook.ID) async throws -> Webhook?

  /// Up to `limit` webhooks with ids below `before`, newest first.
  func webhooks(before: Webhook.ID?, limit: Int) async throws -> [Webhook]

  /// A delivery, or nil.
  func delivery(_ id: WebhookDelivery.ID) async throws -> WebhookDelivery?

  /// Up to `limit` deliveries of a webhook with ids below `before`, newest first.
  func deliveries(
    of webhook: Webhook.ID, before: WebhookDelivery.ID?, limit: Int
  ) async throws -> [WebhookDelivery]
}

/// Webhooks within one unit of work. Locks are taken in one order: webhooks, then deliveries.
public protocol WebhookTransaction {
  /// What the change does beside its rows.
  var work: any Work { get }

  /// Locks a webhook; nil if there is none.
  func lockWebhook(_ id: Webhook.ID) throws -> Webhook?
  /// Adds a webhook.
  func insert(_ webhook: Webhook, _ secrets: WebhookSecrets) throws
  /// Writes a webhook that is locked.
  func update(_ webhook: Webhook) throws
  /// Removes a webhook that is locked.
  func remove(_ id: Webhook.ID) throws
  /// The secrets of a webhook.
  func secrets(of id: Webhook.ID) throws -> WebhookSecrets?
  /// Replaces the secrets of a webhook that is locked.
  func replaceSecrets(of id: Webhook.ID, with secrets: WebhookSecrets) throws

  /// The webhook that a delivery goes to; nil if there is no such delivery.
  func webhookID(of delivery: WebhookDelivery.ID) throws -> Webhook.ID?
  /// Locks a delivery whose webhook is locked; nil if there is none.
  func lockDelivery(_ id: WebhookDelivery.ID) throws -> WebhookDelivery?
  /// What a delivery sends.
  func body(of id: WebhookDelivery.ID) throws -> [UInt8]
  /// Adds the delivery of an event to a webhook that is locked; it waits for its turn.
  func insert(_ delivery: WebhookDelivery, of event: RelayedEvent) throws
  /// Writes a delivery that is locked.
  func update(_ delivery: WebhookDelivery) throws
  /// Whether an earlier event of its aggregate is on its way to the same webhook.
  func isBehind(_ id: WebhookDelivery.ID) throws -> Bool
  /// How many attempts of a webhook are under way.
  func underWay(_ id: Webhook.ID, at now: Instant) throws -> Int
  /// Lets the first that waits in the line of a delivery come to its turn, and enqueues its job.
  /// - Parameter now: the machine's time.
  func advanceLine(of id: WebhookDelivery.ID, at now: Instant) throws
  /// Enqueues the jobs of up to `limit` deliveries of a webhook that wait for room, the earliest
  /// first.
  /// - Parameter now: the machine's time.
  func callWaiting(of id: Webhook.ID, limit: Int, at now: Instant) throws
  /// Gives up some of what is on its way to a webhook that is locked.
  /// - Returns: how many deliveries were given up, at most `limit`.
  func giveUpPending(of id: Webhook.ID, limit: Int) throws -> Int
  /// Removes some deliveries of a webhook that is gone; others may be at it as well.
  /// - Returns: how many were removed, at most `limit`.
  func removeDeliveries(of id: Webhook.ID, limit: Int) throws -> Int
}
