import Kernel
import Storage

/// The users of a database.
struct Crowd: Sendable {
  let database: any Database
  /// Those who can sign in.
  let known: [UserID]

  /// Adds users who cannot sign in until there are so many, each with a role and a session.
  func register(upTo wanted: Int) async throws {
    let present = try await database.first("SELECT count(*) FROM auth_users") {
      try $0.get(0, as: Int.self)
    }
    guard let present, present < wanted else { return }
    let now = SystemClock().now()
    try await database.execute(
      """
      INSERT INTO auth_users (id, email, name, name_key, is_verified, referral_code, epoch,
        version, created_at, updated_at)
      WITH RECURSIVE numbers (i) AS (
        SELECT \(present + 1) UNION ALL SELECT i + 1 FROM numbers WHERE i < \(wanted))
      SELECT \(uuid), 'crowd' || i || '@example.com', 'Crowd ' || i, 'crowd ' || i, \(true),
        10000000 + i, 0, 1, \(now), \(now)
      FROM numbers
      """)
    try await database.execute(
      """
      INSERT INTO auth_roles (user_id, role) SELECT id, 'user' FROM auth_users
      WHERE email LIKE 'crowd%'
      """)
    try await database.execute(
      """
      INSERT INTO auth_sessions (id, user_id, created_at, last_seen_at, expires_at, address,
        family_key, current_hash)
      SELECT \(uuid), id, \(now), \(now), \(now.adding(seconds: 86_400)), '192.0.2.1', \(digest),
        \(digest)
      FROM auth_users WHERE email LIKE 'crowd%'
      """)
  }

  /// The ids of all.
  func everybody() async throws -> [UserID] {
    try await database.all("SELECT id FROM auth_users") { try $0.get(0, as: UserID.self) }
  }

  private var uuid: SQL {
    database.dialect == .postgres ? "gen_random_uuid()" : "randomblob(16)"
  }

  private var digest: SQL {
    database.dialect == .postgres
      ? "sha256(gen_random_uuid()::text::bytea)" : "randomblob(32)"
  }
}
