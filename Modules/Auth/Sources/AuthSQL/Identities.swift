public import Auth
public import Kernel
import Storage

extension SQLAuthStore: IdentityStore {
  /// Up to `limit` identities of a user with ids below `before`, newest first.
  public func identities(
    of user: UserID, before: IdentityID?, limit: Int
  ) async throws -> [Identity] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      \(Identity.selection)
      WHERE user_id = \(user) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, Identity.init(row:))
  }

  /// An identity of a user.
  public func identity(_ id: IdentityID, of user: UserID) async throws -> Identity? {
    try await database.first(
      "\(Identity.selection) WHERE id = \(id) AND user_id = \(user)", Identity.init(row:))
  }
}

extension SQLAuthTransaction: IdentityRows {
  func identity(_ provider: IdentityProvider, _ subject: String) throws -> Identity? {
    try sql.first(
      """
      \(Identity.selection)
      WHERE provider = \(provider.rawValue) AND subject = \(subject)
      """, Identity.init(row:))
  }

  func identities(of user: UserID) throws -> [Identity] {
    try sql.all(
      "\(Identity.selection) WHERE user_id = \(user) ORDER BY id", Identity.init(row:))
  }

  func insert(_ identity: Identity) throws {
    do {
      try sql.execute(
        """
        INSERT INTO auth_identities
          (id, user_id, provider, subject, email, created_at, last_used_at)
        VALUES
          (\(identity.id), \(identity.userID), \(identity.provider.rawValue),
           \(identity.subject), \(identity.email?.canonical), \(identity.createdAt),
           \(identity.lastUsedAt))
        """)
    } catch let error as StorageError
      where error.isUniqueViolation(of: "auth_identities", "provider", "subject")
    {
      throw AuthConflict.identity
    }
  }

  func update(_ identity: Identity) throws {
    try sql.execute(
      """
      UPDATE auth_identities
      SET email = \(identity.email?.canonical), last_used_at = \(identity.lastUsedAt)
      WHERE id = \(identity.id)
      """)
  }

  func remove(_ identity: IdentityID) throws {
    try sql.execute("DELETE FROM auth_identities WHERE id = \(identity)")
  }
}

extension Identity {
  fileprivate static var selection: SQL {
    """
    SELECT id, user_id, provider, subject, email, created_at, last_used_at FROM auth_identities
    """
  }

  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], userID: try row["user_id"],
      provider: try (row["provider"] as StoredProvider).provider, subject: try row["subject"],
      email: try (row["email"] as StoredEmail?)?.address, createdAt: try row["created_at"],
      lastUsedAt: try row["last_used_at"])
  }
}

private struct StoredProvider: SQLDecodable {
  let provider: IdentityProvider

  static func decode(_ column: Column) throws -> StoredProvider {
    guard let provider = IdentityProvider(rawValue: try column.text()) else {
      throw column.invalidValue(for: IdentityProvider.self)
    }
    return StoredProvider(provider: provider)
  }
}
