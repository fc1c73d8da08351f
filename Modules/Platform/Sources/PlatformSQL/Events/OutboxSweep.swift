import Kernel
import Storage

/// Removes events that were handed on a day ago. The numbers of their aggregates stay: webhooks
/// keep the events of an aggregate in the order of their numbers, for as long as they wait.
enum OutboxSweep {
  /// Seconds that an event is kept after it was handed on.
  static let lifetime: Int64 = 24 * 60 * 60

  private static let slice = 1_000

  /// - Returns: how many events were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  static func run(in database: any Database, at now: Instant) async throws -> Int {
    let end = now.adding(seconds: -lifetime)
    return try await Sweep(table: "platform_outbox", key: "id", time: "relayed_at")
      .run(where: "relayed_at IS NOT NULL AND relayed_at < \(end)", slice: slice, in: database)
  }
}

/// Removes what is known of events that subscribers have acted on long ago.
enum InboxSweep {
  /// Seconds that it is known. No event comes again so much later: it is a month.
  static let lifetime: Int64 = 30 * 24 * 60 * 60

  static func run(in database: any Database, at now: Instant) async throws -> Int {
    let end = now.adding(seconds: -lifetime)
    let slice = 1_000
    var removed = 0
    while true {
      let old: SQL = """
        SELECT subscriber, event_id FROM platform_inbox WHERE received_at < \(end)
        ORDER BY received_at LIMIT \(slice)
        """
      let count = try await database.execute(
        "DELETE FROM platform_inbox WHERE (subscriber, event_id) IN (\(old))")
      removed += count
      if count < slice { return removed }
    }
  }
}
