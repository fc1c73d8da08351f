public import Auth
public import Kernel
import Storage

extension SQLAuthStore: PendingProfileStore {
  /// Up to `limit` profiles inserted at or before `instant`, oldest first.
  public func pendingProfiles(
    before instant: Instant, limit: Int
  ) async throws -> [PendingProfile] {
    try await database.all(
      """
      SELECT user_id, context, profile, created_at FROM auth_pending_profiles
      WHERE created_at <= \(instant)
      ORDER BY created_at
      LIMIT \(limit)
      """
    ) { row in
      PendingProfile(
        userID: try row["user_id"], context: try row["context"], text: try row["profile"],
        createdAt: try row["created_at"])
    }
  }

  /// Removes a user's pending profile.
  public func removePendingProfile(of user: UserID) async throws {
    try await database.execute("DELETE FROM auth_pending_profiles WHERE user_id = \(user)")
  }
}

extension SQLAuthTransaction: PendingProfileRows {
  func insert(_ profile: PendingProfile) throws {
    try sql.execute(
      """
      INSERT INTO auth_pending_profiles (user_id, context, profile, created_at)
      VALUES (\(profile.userID), \(profile.context), \(profile.text), \(profile.createdAt))
      """)
  }

  func withdraw(_ user: UserID) throws {
    try sql.execute("DELETE FROM auth_pending_profiles WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_sessions WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_known_networks WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_roles WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_users WHERE id = \(user)")
  }
}
