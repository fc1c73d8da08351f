import JSON
public import Kernel
public import Notifications
public import Storage

/// What users have chosen of notifications, in the platform's database.
public struct SQLPreferences: Sendable {
  private let database: any Database

  /// Preferences in a database with the platform's tables.
  public init(database: any Database) {
    self.database = database
  }

  /// What a user has chosen, and the version of it, from 1; nil where they have chosen nothing.
  public func preferences(
    of user: UserID
  ) async throws -> (content: NotificationPreferences, version: Int64)? {
    try await database.first(
      """
      SELECT content, version FROM platform_notification_preferences WHERE user_id = \(user)
      """
    ) { row in
      let text = try row.get(0, as: String.self)
      return (
        try JSONDecoding.decode(NotificationPreferences.self, from: Array(text.utf8)),
        try row.get(1, as: Int64.self)
      )
    }
  }

  /// Forgets what a user has chosen.
  public func remove(of user: UserID) async throws {
    try await database.execute(
      "DELETE FROM platform_notification_preferences WHERE user_id = \(user)")
  }

  /// Replaces what a user has chosen.
  /// - Parameter precondition: refuses a version that the caller has not seen; 0 where there is
  ///   none.
  /// - Returns: the new version.
  /// - Throws: what `precondition` throws, or the store's error.
  public func replace(
    _ preferences: NotificationPreferences, of user: UserID, at now: Instant,
    precondition: @escaping @Sendable (Int64) throws -> Void
  ) async throws -> Int64 {
    let content = String(decoding: try JSONEncoding.encode(preferences), as: UTF8.self)
    return try await database.transaction { sql in
      // Two who choose for the first time at once are one after the other.
      let isFirst =
        try sql.execute(
          """
          INSERT INTO platform_notification_preferences (user_id, content, version, updated_at)
          VALUES (\(user), \(content), 1, \(now))
          ON CONFLICT (user_id) DO NOTHING
          """) == 1
      guard !isFirst else {
        try precondition(0)
        return 1
      }
      let before =
        try sql.first(
          """
          SELECT version FROM platform_notification_preferences
          WHERE user_id = \(user) \(sql.dialect.lockingRows)
          """
        ) { try $0.get(0, as: Int64.self) } ?? 0
      try precondition(before)
      try sql.execute(
        """
        UPDATE platform_notification_preferences
        SET content = \(content), version = \(before + 1), updated_at = \(now)
        WHERE user_id = \(user)
        """)
      return before + 1
    }
  }
}
