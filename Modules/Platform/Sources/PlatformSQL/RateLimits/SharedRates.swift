import EventLoop
public import Router
public import Storage

/// Buckets in a database that several servers use.
public struct SharedRates: RateStore {
  private let database: any Database
  /// How long a request waits for the database to say whether it is within its limit. A limit is
  /// not worth more of anybody's time: beyond, the server counts for itself for a while.
  private static let patience: Duration = .milliseconds(250)

  /// Buckets in this database, which has the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// Takes from a bucket in one statement.
  /// - Throws: the store's error, or `PatienceLost` after 250 ms on an event loop. Elsewhere no
  ///   request waits, and the statement is waited for.
  public func take(
    _ count: Int, from key: [UInt8], _ rule: RateRule, at now: Int64
  ) async throws -> (granted: Int, level: RateLevel) {
    let bucket = RateLimitRows.Bucket(
      key: key, cost: rule.cost, limit: rule.limit, slack: rule.slack)
    guard let loop = EventLoop.current else { return try await take(count, bucket, now) }
    return try await loop.waiting(atMost: Self.patience) { try await take(count, bucket, now) }
  }

  private func take(
    _ count: Int, _ bucket: RateLimitRows.Bucket, _ now: Int64
  ) async throws -> (granted: Int, level: RateLevel) {
    let taken = try await RateLimitRows.take(count, from: bucket, in: database, at: now)
    return (taken.granted, RateLevel(fullAt: taken.fullAt))
  }
}
