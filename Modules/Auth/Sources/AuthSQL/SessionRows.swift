import Auth
import Kernel
import Storage

extension Session {
  static let columns: SQL = """
    id, user_id, created_at, last_seen_at, expires_at, user_agent, address, revoked_at,
    family_key, current_hash, parent_hash, sealed_child, rotated_at
    """

  init(row: Row) throws {
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
  init(row: Row) throws {
    self.init(
      id: try row["id"], createdAt: try row["created_at"], lastSeenAt: try row["last_seen_at"],
      userAgent: try row["user_agent"], address: try row["address"])
  }
}
