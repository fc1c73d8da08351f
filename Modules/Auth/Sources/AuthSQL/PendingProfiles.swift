public import Auth
public import Kernel
import Storage

extension SQLAuthStore: PendingProfileStore {
  /// Up to `limit` profiles for a context, inserted at or before `instant`, of users with ids above
  /// `after`, oldest first.
  public func pendingProfiles(
    for context: String, before instant: Instant, after: UserID?, limit: Int
  ) async throws -> [PendingProfile] {
    let place: SQL = after.map { "AND user_id > \($0)" } ?? ""
    return try await database.all(
      """
      SELECT user_id, context, profile, created_at FROM auth_pending_profiles
      WHERE context = \(context) AND created_at <= \(instant) \(place)
      ORDER BY user_id
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
    try removeSecrets(of: user)
    try sql.execute("DELETE FROM auth_sessions WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_known_networks WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_roles WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_users WHERE id = \(user)")
  }
}
