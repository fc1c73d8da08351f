public import Auth
public import Kernel
import Storage

extension SQLAuthStore {
  /// Counts an attempt under each key in its present window, and answers the windows' states in
  /// the order of the keys.
  public func countAttempt(
    _ keys: [[UInt8]], at now: Instant, window: Int64
  ) async throws -> [AttemptWindow] {
    let past = now.adding(seconds: -window)
    let found = try await database.transaction { sql in
      try sql.execute("DELETE FROM auth_failures WHERE window_start <= \(past)")
      // Always in the same order, so that two attempts cannot wait for each other.
      return try keys.sorted(by: precedes).map { key in
        let row = try sql.first(
          """
          INSERT INTO auth_failures (key, count, window_start) VALUES (\(key), 1, \(now))
          ON CONFLICT (key) DO UPDATE SET count = auth_failures.count + 1
          RETURNING count, window_start
          """)
        guard let row else { throw RowError.noColumn("count") }
        return (key, AttemptWindow(count: try row["count"], start: try row["window_start"]))
      }
    }
    let windows = Dictionary(found, uniquingKeysWith: { first, _ in first })
    return keys.compactMap { windows[$0] }
  }

  /// Takes attempts back that turned out well: the windows of `cleared` are forgotten, those of
  /// `refunded` count one less.
  public func forgiveAttempt(cleared: [[UInt8]], refunded: [[UInt8]]) async throws {
    try await database.transaction { sql in
      for key in (cleared + refunded).sorted(by: precedes) {
        if refunded.contains(key) {
          try sql.execute(
            "UPDATE auth_failures SET count = count - 1 WHERE key = \(key) AND count > 1")
        } else {
          try sql.execute("DELETE FROM auth_failures WHERE key = \(key)")
        }
      }
    }
  }

  /// Whether the account was ever signed in from the address.
  public func isKnown(address: String, for email: EmailAddress) async throws -> Bool {
    try await database.first(
      """
      SELECT s.id FROM auth_sessions s JOIN auth_users u ON u.id = s.user_id
      WHERE u.email = \(email.canonical) AND s.address = \(address)
      LIMIT 1
      """) != nil
  }
}

@Sendable private func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.lexicographicallyPrecedes(right)
}
