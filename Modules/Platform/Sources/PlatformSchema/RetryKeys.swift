public import Kernel
public import Storage

/// The table of what became of requests that carried an `Idempotency-Key`.
public enum RetryKeys {
  /// Seconds that an outcome is kept for its key.
  public static let lifetime: Int64 = 24 * 60 * 60

  /// How many outcomes are removed at once. On SQLite everybody who writes waits for it, and the
  /// log cannot start over before it is done; each is on a page of the keys of its own.
  private static let slice = 1_000

  /// Whether an outcome that was stored at that time is still kept for its key.
  public static func keeps(_ created: Instant, at now: Instant) -> Bool {
    created > now.adding(seconds: -lifetime)
  }

  /// Removes outcomes whose time is over; a key among them is new again. Each thousand goes by
  /// itself, so that others get their turn between.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  public static func forgetExpired(
    in database: any Database, at now: Instant
  ) async throws -> Int {
    let end = now.adding(seconds: -lifetime)
    var removed = 0
    while true {
      let count = try await database.execute(removal(upTo: end, database.dialect))
      removed += count
      if count < slice { return removed }
    }
  }

  /// By the rows' places, which either engine finds at once when it has the oldest. On Postgres
  /// rows that somebody else is about to remove are left to them: who sweeps waits for nobody.
  private static func removal(upTo end: Instant, _ dialect: Dialect) -> SQL {
    switch dialect {
    case .postgres:
      """
      DELETE FROM platform_retry_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM platform_retry_keys
        WHERE created_at <= \(end) ORDER BY created_at LIMIT \(slice)
        \(dialect.lockingFreeRows)))
      """
    case .sqlite:
      """
      DELETE FROM platform_retry_keys WHERE rowid IN (
        SELECT rowid FROM platform_retry_keys
        WHERE created_at <= \(end) ORDER BY created_at LIMIT \(slice))
      """
    }
  }
}
