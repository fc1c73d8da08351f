internal import Kernel
public import Storage

/// The table of buckets that servers share to limit how often callers may ask.
public enum RateLimitRows {
  /// A bucket: how often one caller may do one thing.
  public struct Bucket: Sendable {
    /// Which one: 16 octets that tell neither rule nor caller.
    public let key: [UInt8]
    /// Microseconds in which one request's worth flows back.
    public let cost: Int64
    /// How much the bucket holds.
    public let limit: Int
    /// By how many microseconds a request may come too early; less than `cost`.
    public let slack: Int64

    /// Names a bucket.
    public init(key: [UInt8], cost: Int64, limit: Int, slack: Int64) {
      self.key = key
      self.cost = cost
      self.limit = limit
      self.slack = slack
    }
  }

  /// Takes at most so much out of a bucket, in one statement: its row is locked for no longer.
  ///
  /// - Parameter now: the time, in microseconds since 1970.
  /// - Returns: how much was granted, and when the bucket will be full.
  /// - Throws: the store's error.
  public static func take(
    _ count: Int, from bucket: Bucket, in database: any Database, at now: Int64
  ) async throws -> (granted: Int, fullAt: Int64) {
    let cost = bucket.cost
    let most = min(count, bucket.limit)
    let afresh = now + Int64(most) * cost
    // A bucket that is full no sooner has nothing to give.
    let end = now + Int64(bucket.limit) * cost + bucket.slack
    // One that is full later still was written by a clock that is ahead. It is empty if servers'
    // clocks may differ by as much, and void if not.
    let farthest = end + ClockTolerance.seconds * 1_000_000
    let isAfresh: SQL = """
      platform_rate_limits.full_at <= \(now) OR platform_rate_limits.full_at > \(farthest)
      """
    let level: SQL = """
      CASE WHEN platform_rate_limits.full_at > \(end) THEN \(end)
        ELSE platform_rate_limits.full_at END
      """
    let row = try await database.first(
      """
      INSERT INTO platform_rate_limits (key, full_at, granted)
      VALUES (\(bucket.key), \(afresh), \(most))
      ON CONFLICT (key) DO UPDATE SET
        granted = CASE
          WHEN \(isAfresh) THEN \(most)
          WHEN platform_rate_limits.full_at > \(end - cost) THEN 0
          WHEN (\(end) - platform_rate_limits.full_at) / \(cost) < \(most)
            THEN (\(end) - platform_rate_limits.full_at) / \(cost)
          ELSE \(most) END,
        full_at = CASE
          WHEN \(isAfresh) THEN \(afresh)
          WHEN platform_rate_limits.full_at > \(end - cost) THEN \(level)
          WHEN (\(end) - platform_rate_limits.full_at) / \(cost) < \(most)
            THEN platform_rate_limits.full_at
              + (\(end) - platform_rate_limits.full_at) / \(cost) * \(cost)
          ELSE platform_rate_limits.full_at + \(Int64(most) * cost) END
      RETURNING granted, full_at
      """)
    guard let row else { throw RowError.noColumn("granted") }
    let granted: Int64 = try row["granted"]
    return (Int(granted), try row["full_at"])
  }

  /// How many buckets are looked through at once: whoever asks for one that is being removed waits
  /// until all of them are.
  private static let slice = 1_000

  /// Removes buckets that are full: a caller without one has a full one. The table has no order of
  /// its own but that of the keys, so it is gone through in that, a thousand at a time.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  public static func forgetFull(in database: any Database, at now: Int64) async throws -> Int {
    var removed = 0
    var last: [UInt8] = []
    while true {
      let end = try await database.first(
        """
        SELECT key FROM platform_rate_limits WHERE key > \(last)
        ORDER BY key LIMIT 1 OFFSET \(slice - 1)
        """
      ) { try $0.get(0, as: [UInt8].self) }
      removed += try await database.execute(
        """
        DELETE FROM platform_rate_limits
        WHERE key > \(last) AND key <= \(end ?? pastKeys) AND full_at <= \(now)
        """)
      guard let end else { return removed }
      last = end
    }
  }

  /// Comes after every key.
  private static let pastKeys = [UInt8](repeating: 0xFF, count: 17)
}
