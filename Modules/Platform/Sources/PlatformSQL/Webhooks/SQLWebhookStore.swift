public import Kernel
public import Ports
import Storage
public import Webhooks
import Work

/// Webhooks and their deliveries in the platform's database, on either engine.
public struct SQLWebhookStore: WebhookStore {
  let work: SQLUnitsOfWork
  let machineClock: any WallClock
  let keeper: any SecretKeeper

  /// A store in the database of these units of work, which are the platform's.
  /// - Parameters:
  ///   - machineClock: the machine's time, by which deliveries are attempted and kept.
  ///   - keeper: encrypts what requests are signed with.
  public init(
    work: SQLUnitsOfWork, machineClock: any WallClock, keeper: any SecretKeeper = PlainSecrets()
  ) {
    self.work = work
    self.machineClock = machineClock
    self.keeper = keeper
  }

  /// How long deliveries are kept, in seconds: thirty days.
  static let lifetime: Int64 = 30 * 86_400
  private static let slice = 500

  /// Runs a change.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any WebhookTransaction) throws -> Value
  ) async throws -> Value {
    let now = machineClock.now()
    return try await work.transaction { [keeper] in
      try body(SQLWebhookTransaction(unit: $0, machine: now, keeper: keeper))
    }
  }

  /// A webhook, or nil.
  public func webhook(_ id: Webhook.ID) async throws -> Webhook? {
    try await work.database.first(
      "SELECT \(Webhook.columns) FROM platform_webhooks WHERE id = \(id)", Webhook.init(row:))
  }

  /// Up to `limit` webhooks with ids below `before`, newest first.
  public func webhooks(before: Webhook.ID?, limit: Int) async throws -> [Webhook] {
    let place: SQL = before.map { "WHERE id < \($0)" } ?? ""
    return try await work.database.all(
      "SELECT \(Webhook.columns) FROM platform_webhooks \(place) ORDER BY id DESC LIMIT \(limit)",
      Webhook.init(row:))
  }

  /// A delivery, or nil.
  public func delivery(_ id: WebhookDelivery.ID) async throws -> WebhookDelivery? {
    try await work.database.first(
      "SELECT \(WebhookDelivery.columns) FROM platform_webhook_deliveries WHERE id = \(id)",
      WebhookDelivery.init(row:))
  }

  /// Up to `limit` deliveries of a webhook with ids below `before`, newest first.
  public func deliveries(
    of webhook: Webhook.ID, before: WebhookDelivery.ID?, limit: Int
  ) async throws -> [WebhookDelivery] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT \(WebhookDelivery.columns) FROM platform_webhook_deliveries
      WHERE webhook_id = \(webhook) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, WebhookDelivery.init(row:))
  }

  /// Removes deliveries that were made more than thirty days ago.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  static func forgetOld(in database: any Database, at machine: Instant) async throws -> Int {
    try await Sweep(table: "platform_webhook_deliveries", key: "id", time: "created_at")
      .run(
        where: "created_at < \(machine.adding(seconds: -lifetime))", slice: slice, in: database)
  }

  /// Enqueues the jobs of deliveries to active webhooks that are long due and that nobody is at:
  /// somebody cancelled or removed their jobs. Those that have an unfinished one from here get no
  /// other.
  /// - Returns: how many were found, at most a thousand.
  @discardableResult
  public func enqueueForgotten() async throws -> Int {
    let now = machineClock.now()
    return try await work.transaction { unit in
      let found = try unit.sql.all(
        """
        SELECT delivery.id
        FROM platform_webhook_deliveries delivery
        JOIN platform_webhooks webhook ON webhook.id = delivery.webhook_id
        WHERE delivery.next_attempt_at < \(now.adding(seconds: -Self.patience))
          AND (delivery.leased_until IS NULL OR delivery.leased_until < \(now)
            OR delivery.leased_until > \(now.adding(seconds: Self.longestLease)))
          AND webhook.state = 'active'
        ORDER BY delivery.next_attempt_at
        LIMIT 1000
        """
      ) { try $0.get(0, as: WebhookDelivery.ID.self) }
      for id in found {
        try unit.add(DeliverWebhook(id), at: now, unique: .named("\(id)"))
      }
      return found.count
    }
  }

  /// A lease that ends later was taken before the clock was set back, and is void.
  static let longestLease = WebhookSender.lease + ClockTolerance.seconds
  /// How long after its time a delivery counts as forgotten, in seconds.
  private static let patience: Int64 = 300
}
