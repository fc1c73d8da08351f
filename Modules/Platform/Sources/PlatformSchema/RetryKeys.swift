public import Kernel
public import Storage

/// The table of what became of requests that carried an `Idempotency-Key`.
public enum RetryKeys {
  /// Seconds that an outcome is kept for its key.
  public static let lifetime: Int64 = 24 * 60 * 60

  /// Removes outcomes whose time is over; a key among them is new again.
  /// - Returns: how many were removed.
  /// - Throws: the store's error.
  @discardableResult
  public static func forgetExpired(
    in database: any Database, at now: Instant
  ) async throws -> Int {
    try await database.execute(
      """
      DELETE FROM platform_retry_keys WHERE created_at <= \(now.adding(seconds: -lifetime))
      """)
  }
}
