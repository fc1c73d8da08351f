import Auth
import Kernel
import Storage

extension SQLAuthTransaction: AttemptRows {
  func countAttempt(
    _ limits: [AttemptLimit], within seconds: Int64, at now: Instant
  ) throws -> [AttemptWindow] {
    let past = now.adding(seconds: -seconds)
    // A window that begins further ahead was begun by a clock that has been set back since.
    let ahead = now.adding(seconds: ClockTolerance.seconds)
    let isOver: SQL =
      "auth_failures.window_start <= \(past) OR auth_failures.window_start > \(ahead)"
    let keys = Set(limits.map(\.key)).inOrder
    let counted = try sql.pipeline(
      keys.map { key in
        """
        INSERT INTO auth_failures (key, count, window_start) VALUES (\(key), 1, \(now))
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN \(isOver) THEN 1 ELSE auth_failures.count + 1 END,
          window_start = CASE WHEN \(isOver)
            THEN excluded.window_start ELSE auth_failures.window_start END
        RETURNING key, count, window_start
        """
      }
    ).joined().map(CountedAttempts.init(row:))
    return try limits.map { limit in
      guard let found = counted.first(where: { $0.key == limit.key }) else {
        throw RowError.noColumn("count")
      }
      return AttemptWindow(limit: limit, count: found.count, start: found.start)
    }
  }

  func takeBackAttempt(cleared: [AttemptWindow], refunded: [AttemptWindow]) throws {
    let windows = cleared + refunded
    let found = try sql.pipeline(
      Set(windows.map(\.limit.key)).inOrder.map { key in
        """
        SELECT key, count, window_start FROM auth_failures
        WHERE key = \(key)
        \(sql.dialect.lockingRows)
        """
      }
    ).joined().map(CountedAttempts.init(row:))
    let present = found.filter { row in
      windows.contains { $0.limit.key == row.key && $0.start == row.start }
    }
    let kept = present.filter { row in
      row.count > 1 && refunded.contains { $0.limit.key == row.key }
    }.map(\.key)
    let gone = present.map(\.key).filter { !kept.contains($0) }
    let changes: [SQL] =
      kept.map { "UPDATE auth_failures SET count = count - 1 WHERE key = \($0)" }
      + gone.map { "DELETE FROM auth_failures WHERE key = \($0)" }
    if !changes.isEmpty { try sql.deferred(changes) }
  }

  func forgetAttempts(before instant: Instant) throws {
    try sql.deferred([
      Sweep.attempts.removal(
        where: "window_start <= \(instant)", atMost: Sweep.few, in: sql.dialect)
    ])
  }

  func isKnown(network: String, for email: EmailAddress) throws -> Bool {
    try sql.first(
      """
      SELECT n.user_id FROM auth_known_networks n JOIN auth_users u ON u.id = n.user_id
      WHERE \(email.isOfUser) AND n.network = \(network)
      LIMIT 1
      """) != nil
  }
}

/// A row of the table of attempts.
private struct CountedAttempts {
  let key: [UInt8]
  let count: Int64
  let start: Instant

  init(row: Row) throws {
    key = try row["key"]
    count = try row["count"]
    start = try row["window_start"]
  }
}

extension Set<[UInt8]> {
  /// Always in the same order, so that two transactions cannot wait for each other's rows.
  fileprivate var inOrder: [[UInt8]] { sorted { $0.lexicographicallyPrecedes($1) } }
}
