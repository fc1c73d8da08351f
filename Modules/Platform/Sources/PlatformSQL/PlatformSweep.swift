public import Kernel
public import Storage

/// Removes rows of the platform's tables that have run out, again and again while a server runs.
public struct PlatformSweep: Sendable {
  /// What is swept, for the log.
  public let name: String
  /// The pause between two sweeps.
  let interval: Duration
  /// Whether what is swept carries business time.
  var isOfBusiness = false
  /// The engines whose databases have something to sweep.
  let engines: Set<Dialect>
  private let remove: @Sendable (any Database, Instant) async throws -> Int

  /// Every sweep that there is.
  public static let all = [
    idempotencyKeys, rateLimits, jobs, webhookDeliveries, events, inboxes, notifications,
    paymentWebhooks,
  ]

  /// Idempotency keys are kept for a day; once an hour the older ones go.
  static let idempotencyKeys = PlatformSweep(
    name: "idempotency keys", interval: .seconds(3_600), engines: [.postgres, .sqlite]
  ) { database, now in
    try await IdempotencyKeys.forgetExpired(in: database, at: now)
  }

  /// Buckets that are full are as good as none; once a minute they go. A SQLite file has one
  /// server, which keeps its buckets in memory.
  static let rateLimits = PlatformSweep(
    name: "rate limits", interval: .seconds(60), engines: [.postgres]
  ) { database, now in
    try await RateLimitRows.forgetFull(in: database, at: now.milliseconds * 1_000)
  }

  /// Notifications are kept for 90 days once they are read, and for a year at most.
  static let notifications = PlatformSweep(
    name: "old notifications", interval: .seconds(3_600), engines: [.postgres, .sqlite]
  ) { database, now in
    try await SQLNotifications.forgetOld(in: database, at: now)
  }

  /// Completed jobs are kept for a day, others that are finished for a week.
  static let jobs = PlatformSweep(
    name: "finished jobs", interval: .seconds(600), isOfBusiness: true,
    engines: [.postgres, .sqlite]
  ) { database, now in
    try await SQLJobs.forgetFinished(in: database, at: now)
  }

  /// Deliveries to webhooks are kept for thirty days; once an hour the older ones go.
  static let webhookDeliveries = PlatformSweep(
    name: "webhook deliveries", interval: .seconds(3_600), engines: [.postgres, .sqlite]
  ) { database, now in
    try await SQLWebhookStore.forgetOld(in: database, at: now)
  }

  /// What payment providers told is kept for ninety days once it is done with.
  static let paymentWebhooks = PlatformSweep(
    name: "payment webhooks", interval: .seconds(3_600), isOfBusiness: true,
    engines: [.postgres, .sqlite]
  ) { database, now in
    try await SQLPaymentInbox.forgetOld(in: database, at: now)
  }

  /// Events that were handed on are kept for a day; every ten minutes the older ones go.
  static let events = PlatformSweep(
    name: "events", interval: .seconds(600), engines: [.postgres, .sqlite]
  ) { database, now in
    try await OutboxSweep.run(in: database, at: now)
  }

  /// What subscribers have acted on is known for a month; once an hour the older rows go.
  static let inboxes = PlatformSweep(
    name: "inboxes", interval: .seconds(3_600), engines: [.postgres, .sqlite]
  ) { database, now in
    try await InboxSweep.run(in: database, at: now)
  }

  /// Sweeps once.
  /// - Returns: how many rows were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  func sweep(_ databases: [any Database], at now: Instant) async throws -> Int {
    var removed = 0
    for database in databases where engines.contains(database.dialect) {
      removed += try await remove(database, now)
    }
    return removed
  }

  /// Sweeps these databases at once and then after each interval, until the task is cancelled.
  /// - Throws: `CancellationError`, or the store's error: then it is to be begun again.
  /// - Parameters:
  ///   - clock: the machine's time.
  ///   - businessClock: business time, which some rows carry.
  public func run(
    in databases: [any Database], clock: any WallClock, businessClock: any WallClock
  ) async throws {
    while true {
      try await sweep(databases, at: isOfBusiness ? businessClock.now() : clock.now())
      try await Task.sleep(for: interval)
    }
  }
}
