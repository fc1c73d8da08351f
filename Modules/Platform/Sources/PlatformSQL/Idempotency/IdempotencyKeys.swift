public import Kernel
public import Storage

/// The table of what became of requests that carried an `Idempotency-Key`.
public enum IdempotencyKeys {
  /// Seconds that an outcome is kept for its key.
  public static let lifetime: Int64 = 24 * 60 * 60

  /// How many outcomes are removed at once. On SQLite everybody who writes waits for it, and the
  /// log cannot start over before it is done; each is on a page of the keys of its own.
  private static let slice = 1_000

  /// Whether an outcome that was stored at that time is still kept for its key.
  public static func keeps(_ created: Instant, at now: Instant) -> Bool {
    created > now.adding(seconds: -lifetime)
  }

  /// Removes outcomes whose time is over; a key among them is new again.
  /// - Returns: how many were removed.
  /// - Throws: the store's error; what was removed before it stays so.
  @discardableResult
  public static func forgetExpired(
    in database: any Database, at now: Instant
  ) async throws -> Int {
    let end = now.adding(seconds: -lifetime)
    return try await sweep(database.dialect)
      .run(where: "created_at <= \(end)", slice: slice, in: database)
  }

  /// By the rows' places, which either engine finds at once when it has the oldest.
  private static func sweep(_ dialect: Dialect) -> Sweep {
    let place: SQL =
      switch dialect {
      case .postgres: "ctid"
      case .sqlite: "rowid"
      }
    return Sweep(table: "platform_idempotency", key: place, time: "created_at")
  }
}
