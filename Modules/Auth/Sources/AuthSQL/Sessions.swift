public import Auth
public import Kernel
import Storage

extension SQLAuthStore: SessionStore {
  /// The session with this id, live or not.
  public func session(_ id: SessionID) async throws -> Session? {
    try await database.first(
      "SELECT \(Session.columns) FROM auth_sessions WHERE id = \(id)", Session.init(row:))
  }

  /// Up to `limit` live sessions of a user with ids below `before`, newest first.
  public func sessions(
    of user: UserID, before: SessionID?, limit: Int, at now: Instant
  ) async throws -> [SessionSummary] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT id, created_at, last_seen_at, user_agent, address
      FROM auth_sessions
      WHERE user_id = \(user) AND revoked_at IS NULL AND expires_at > \(now) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """, SessionSummary.init(row:))
  }

  /// Up to `limit` sessions of a user, live and ended, with ids below `before`, newest first.
  public func pastSessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [PastSession] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT id, created_at, last_seen_at, user_agent, address, expires_at, revoked_at
      FROM auth_sessions
      WHERE user_id = \(user) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """
    ) { row in
      PastSession(
        summary: try SessionSummary(row: row), expiresAt: try row["expires_at"],
        revokedAt: try row["revoked_at"])
    }
  }
}

extension SQLAuthTransaction: SessionRows {
  func session(_ id: SessionID) throws -> Session? {
    try sql.first(
      "SELECT \(Session.columns) FROM auth_sessions WHERE id = \(id)", Session.init(row:))
  }

  func lockSession(_ id: SessionID) throws -> Session? {
    try sql.first(
      """
      SELECT \(Session.columns) FROM auth_sessions WHERE id = \(id)
      \(sql.dialect.lockingRows)
      """, Session.init(row:))
  }

  func insert(_ session: Session, from network: String?) throws {
    var rows = [insertion(of: session)]
    if let network {
      rows.append(
        """
        INSERT INTO auth_known_networks (user_id, network) VALUES (\(session.userID), \(network))
        ON CONFLICT (user_id, network) DO NOTHING
        """)
    }
    try sql.deferred(rows)
  }

  private func insertion(of session: Session) -> SQL {
    let family = session.family
    return """
      INSERT INTO auth_sessions (\(Session.columns))
      VALUES
        (\(session.id), \(session.userID), \(session.createdAt), \(session.lastSeenAt),
         \(session.expiresAt), \(session.userAgent), \(session.address), \(session.revokedAt),
         \(family.key), \(family.currentHash), \(family.parentHash), \(family.sealedChild),
         \(family.rotatedAt))
      """
  }

  func update(_ session: Session) throws {
    let family = session.family
    try sql.execute(
      """
      UPDATE auth_sessions SET
        last_seen_at = \(session.lastSeenAt), expires_at = \(session.expiresAt),
        revoked_at = \(session.revokedAt), current_hash = \(family.currentHash),
        parent_hash = \(family.parentHash), sealed_child = \(family.sealedChild),
        rotated_at = \(family.rotatedAt)
      WHERE id = \(session.id)
      """)
  }

  func endSessions(
    of user: UserID, except: SessionID?, at now: Instant
  ) throws -> [SessionID] {
    let others: SQL = except.map { "AND id <> \($0)" } ?? ""
    return try sql.all(
      """
      UPDATE auth_sessions SET revoked_at = \(now)
      WHERE user_id = \(user) AND revoked_at IS NULL \(others)
      RETURNING id
      """
    ) { try $0["id"] }
  }

  func forgetSessions(expiredBefore instant: Instant) throws {
    try sql.deferred([
      Sweep.sessions.removal(
        where: "expires_at < \(instant)", atMost: Sweep.few, in: sql.dialect)
    ])
  }

  func anonymiseSessions(of user: UserID) throws {
    try sql.execute(
      "UPDATE auth_sessions SET user_agent = NULL, address = NULL WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_known_networks WHERE user_id = \(user)")
  }
}

extension Session {
  fileprivate static let columns: SQL = """
    id, user_id, created_at, last_seen_at, expires_at, user_agent, address, revoked_at,
    family_key, current_hash, parent_hash, sealed_child, rotated_at
    """

  fileprivate init(row: Row) throws {
    let family = RefreshFamily(
      key: try row["family_key"], currentHash: try row["current_hash"],
      parentHash: try row["parent_hash"], sealedChild: try row["sealed_child"],
      rotatedAt: try row["rotated_at"])
    self.init(
      id: try row["id"], userID: try row["user_id"], createdAt: try row["created_at"],
      lastSeenAt: try row["last_seen_at"], expiresAt: try row["expires_at"],
      userAgent: try row["user_agent"], address: try row["address"],
      revokedAt: try row["revoked_at"], family: family)
  }
}

extension SessionSummary {
  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], createdAt: try row["created_at"], lastSeenAt: try row["last_seen_at"],
      userAgent: try row["user_agent"], address: try row["address"])
  }
}
