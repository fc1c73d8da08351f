public import Auth
public import Kernel
import Storage

extension SQLAuthStore: APIKeyStore {
  /// A key, revoked or not, and the user it acts for; nil if either does not exist.
  public func apiKey(_ id: APIKeyID) async throws -> (key: APIKey, user: User)? {
    let key = try await database.first(
      "SELECT \(APIKey.columns) FROM auth_api_keys WHERE id = \(id)", APIKey.init(row:))
    guard let key, let user = try await user(key.userID) else { return nil }
    return (key, user)
  }

  /// Up to `limit` keys of a user that are not revoked, with ids below `before`, newest first.
  public func apiKeys(of user: UserID, before: APIKeyID?, limit: Int) async throws -> [APIKey] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT \(APIKey.columns) FROM auth_api_keys
      WHERE user_id = \(user) AND revoked_at IS NULL \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, APIKey.init(row:))
  }

  /// Updates when a key was last used.
  public func noteUse(of key: APIKeyID, at now: Instant) async throws {
    try await database.execute(
      "UPDATE auth_api_keys SET last_used_at = \(now) WHERE id = \(key)")
  }
}

extension SQLAuthTransaction: APIKeyRows {
  func apiKeyCount(of user: UserID, at now: Instant) throws -> Int64 {
    try sql.first(
      """
      SELECT count(*) AS keys FROM auth_api_keys
      WHERE user_id = \(user) AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > \(now))
      """
    ) { try $0["keys"] } ?? 0
  }

  func insert(_ key: APIKey) throws {
    try sql.execute(
      """
      INSERT INTO auth_api_keys (\(APIKey.columns))
      VALUES
        (\(key.id), \(key.userID), \(key.name), \(key.hash),
         \(key.scopes.joined(separator: " ")), \(key.createdBy), \(key.createdAt),
         \(key.expiresAt), \(key.revokedAt), \(key.lastUsedAt))
      """)
  }

  func apiKey(_ id: APIKeyID) throws -> APIKey? {
    try sql.first(
      "SELECT \(APIKey.columns) FROM auth_api_keys WHERE id = \(id)", APIKey.init(row:))
  }

  func update(_ key: APIKey) throws {
    try sql.execute(
      """
      UPDATE auth_api_keys SET name = \(key.name), revoked_at = \(key.revokedAt)
      WHERE id = \(key.id)
      """)
  }
}

extension APIKey {
  fileprivate static let columns: SQL = """
    id, user_id, name, hash, scopes, created_by, created_at, expires_at, revoked_at, last_used_at
    """

  fileprivate init(row: Row) throws {
    let scopes: String = try row["scopes"]
    self.init(
      id: try row["id"], userID: try row["user_id"], name: try row["name"],
      hash: try row["hash"], scopes: scopes.split(separator: " ").map(String.init),
      createdBy: try row["created_by"], createdAt: try row["created_at"],
      expiresAt: try row["expires_at"], revokedAt: try row["revoked_at"],
      lastUsedAt: try row["last_used_at"])
  }
}
