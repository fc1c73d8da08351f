public import Kernel
public import Payments
public import Ports
import Storage
import Work

/// The webhooks of one context in its database, on either engine.
public struct SQLPaymentInbox: PaymentInbox {
  private let work: SQLUnitsOfWork
  private let context: String
  private let keeper: any SecretKeeper

  /// The webhooks of a context in the database of its units of work.
  /// - Parameter keeper: encrypts what they say, as they may carry what cards are charged by.
  public init(
    work: SQLUnitsOfWork, context: String, keeper: any SecretKeeper = PlainSecrets()
  ) {
    self.work = work
    self.context = context
    self.keeper = keeper
  }

  /// What webhooks say, in a database, as it is kept.
  public static var bodies: SealedColumn<ReceivedWebhook> {
    SealedColumn(
      of: "platform_payment_webhooks", secret: "body", key: "sealed_by",
      place: ReceivedWebhook.bodyPlace)
  }

  /// How long webhooks are kept that are done with, in seconds: ninety days.
  static let lifetime: Int64 = 90 * 86_400
  /// How long one may wait before a job is looked for, in seconds.
  private static let patience: Int64 = 300
  private static let slice = 500

  /// Keeps a webhook.
  public func keep(_ webhook: ReceivedWebhook) async throws -> Bool {
    let body = try keeper.keep(webhook.body, at: ReceivedWebhook.bodyPlace(webhook.id))
    return try await work.transaction { unit in
      if webhook.state == .refused, try Self.isFull(unit) { return false }
      let deliveries = try unit.sql.first(
        """
        INSERT INTO platform_payment_webhooks (id, provider, context, type, reference, verdict,
          state, body, sealed_by, digest, delivery_id, deliveries, received_at, finished_at)
        VALUES (\(webhook.id), \(webhook.provider), \(webhook.context), \(webhook.type),
          \(webhook.reference?.text), \(webhook.verdict), \(webhook.state), \(body.octets),
          \(body.keyID), \(webhook.digest), \(webhook.deliveryID), 1, \(unit.now),
          \(webhook.finishedAt))
        ON CONFLICT (provider, digest)
          DO UPDATE SET deliveries = platform_payment_webhooks.deliveries + 1
        RETURNING deliveries
        """
      ) { try $0.get(0, as: Int64.self) }
      guard deliveries == 1 else { return false }
      if webhook.state == .received { try Self.enqueue(webhook.id, webhook.context, in: unit) }
      return true
    }
  }

  /// Whether the database keeps as many refused requests as it may.
  private static func isFull(_ unit: SQLWork) throws -> Bool {
    let count = try unit.sql.first(
      """
      SELECT count(*) FROM (
        SELECT 1 FROM platform_payment_webhooks WHERE state = 'refused'
        LIMIT \(ReceivedWebhook.mostRefused)) AS refused
      """
    ) { try $0.get(0, as: Int.self) }
    return (count ?? 0) >= ReceivedWebhook.mostRefused
  }

  private static func enqueue(
    _ id: ReceivedWebhook.ID, _ context: String, in unit: SQLWork
  ) throws {
    try unit.add(ReceivePayment(id, of: context), at: nil, unique: .named("\(id)"))
  }

  /// A webhook, or nil.
  public func webhook(_ id: ReceivedWebhook.ID) async throws -> ReceivedWebhook? {
    try await work.database.first(
      "SELECT \(ReceivedWebhook.columns) FROM platform_payment_webhooks WHERE id = \(id)",
      reading)
  }

  /// Up to `limit` webhooks of the database with ids below `before`, newest first.
  public func webhooks(
    before: ReceivedWebhook.ID?, limit: Int
  ) async throws -> [ReceivedWebhook] {
    let place: SQL = before.map { "WHERE id < \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT \(ReceivedWebhook.columns) FROM platform_payment_webhooks \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, reading)
  }

  private var reading: @Sendable (Row) throws -> ReceivedWebhook {
    { [keeper] in try ReceivedWebhook(row: $0, keeper) }
  }

  /// Notes what became of a webhook that waits.
  public func finish(
    _ webhook: ReceivedWebhook, as state: ReceivedWebhook.State, error: String?
  ) async throws {
    try await work.transaction { unit in
      _ = try unit.sql.execute(
        """
        UPDATE platform_payment_webhooks
        SET state = \(state), error = \(error),
          finished_at = \(state == .received ? nil : unit.now)
        WHERE id = \(webhook.id) AND delivery_id = \(webhook.deliveryID) AND state = 'received'
        """)
    }
  }

  /// Has a webhook applied again.
  public func replay(
    _ id: ReceivedWebhook.ID, delivery: Identifier<ReceivedWebhook>, by actor: Actor
  ) async throws -> ReceivedWebhook {
    try await work.transaction { [context, reading] unit in
      let known = try unit.sql.first(
        """
        SELECT \(ReceivedWebhook.columns) FROM platform_payment_webhooks WHERE id = \(id)
        \(unit.sql.dialect.lockingRows)
        """, reading)
      guard let known else { throw ReplayRefusal.notFound }
      guard known.state == .applied || known.state == .failed else {
        throw ReplayRefusal.wrongState
      }
      try unit.sql.execute(
        """
        UPDATE platform_payment_webhooks
        SET state = 'received', delivery_id = \(delivery), error = NULL, finished_at = NULL
        WHERE id = \(id)
        """)
      try Self.enqueue(id, known.context, in: unit)
      try unit.record(
        AuditEntry(
          actor: actor, action: "\(context).payment_webhook.replayed",
          target: "\(context).payment_webhooks:\(id)",
          before: #"{"state":"\#(known.state.rawValue)"}"#, after: #"{"state":"received"}"#,
          at: unit.now))
      return known.waiting(as: delivery)
    }
  }

  /// Enqueues the jobs of webhooks that wait for long and that no job is at.
  /// - Returns: how many wait for long, at most a thousand.
  @discardableResult
  public func enqueueForgotten() async throws -> Int {
    try await work.transaction { unit in
      let found = try unit.sql.all(
        """
        SELECT id, context FROM platform_payment_webhooks
        WHERE state = 'received' AND received_at < \(unit.now.adding(seconds: -Self.patience))
        ORDER BY id
        LIMIT 1000
        """
      ) { (try $0.get(0, as: ReceivedWebhook.ID.self), try $0.get(1, as: String.self)) }
      for (id, context) in found { try Self.enqueue(id, context, in: unit) }
      return found.count
    }
  }

  /// Removes webhooks that were done with more than ninety days ago.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  static func forgetOld(in database: any Database, at now: Instant) async throws -> Int {
    try await Sweep(table: "platform_payment_webhooks", key: "id", time: "finished_at")
      .run(where: "finished_at < \(now.adding(seconds: -lifetime))", slice: slice, in: database)
  }
}
