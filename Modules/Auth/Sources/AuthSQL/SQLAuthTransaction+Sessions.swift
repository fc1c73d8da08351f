import Auth
import Kernel
import Storage

extension SQLAuthTransaction {
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

  func anonymiseSessions(of user: UserID) throws {
    try sql.execute(
      "UPDATE auth_sessions SET user_agent = NULL, address = NULL WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_known_networks WHERE user_id = \(user)")
  }
}
