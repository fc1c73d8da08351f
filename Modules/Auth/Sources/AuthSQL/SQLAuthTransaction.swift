import Auth
import Kernel
import PlatformSQL
import Ports
import Storage

/// A transaction on users and sessions.
struct SQLAuthTransaction: AuthTransaction {
  let sql: any SQLExecutor
  let seal: SecretSeal

  func lockUser(_ id: UserID) throws -> Credentials? {
    // Locked by a statement of its own: the next one then sees the roles, too, as they are once
    // the lock is had.
    let answers = try sql.pipeline([
      "SELECT id FROM auth_users WHERE id = \(id) \(sql.dialect.lockingRows)",
      "\(sql.dialect.selectUsers) WHERE u.id = \(id) AND u.deleted_at IS NULL",
    ])
    return try answers.last?.first.map(Credentials.init(row:))
  }

  func lockAdministrators() throws -> [UserID] { try lockAdministrators(where: "TRUE") }

  func lockPeers(of user: UserID) throws -> [UserID] {
    try lockAdministrators(
      where: """
        EXISTS (SELECT 1 FROM auth_roles p WHERE p.user_id = \(user) AND p.role = 'admin')
        """)
  }

  private func lockAdministrators(where condition: SQL) throws -> [UserID] {
    let administrators: SQL = """
      SELECT u.id FROM auth_users u
      WHERE u.blocked_at IS NULL AND u.deleted_at IS NULL
        AND u.id IN (SELECT user_id FROM auth_roles WHERE role = 'admin')
        AND \(condition)
      ORDER BY u.id
      """
    // The first one locks, and waits perhaps; the second one then sees what others committed.
    let answers = try sql.pipeline([
      "\(administrators) \(sql.dialect.lockingRows)", administrators,
    ])
    return try answers.last?.map { try $0["id"] } ?? []
  }

  func insert(_ user: User, passwordHash: String?) throws {
    do {
      try sql.execute(insertion(of: user, passwordHash))
    } catch let error as StorageError {
      if error.isUniqueViolation(of: "auth_users", "email") { throw AuthConflict.email }
      if error.isUniqueViolation(of: "auth_users", "referral_code") {
        throw AuthConflict.referralCode
      }
      throw error
    }
    try insertRoles(of: user)
  }

  private func insertion(of user: User, _ passwordHash: String?) -> SQL {
    let profile = user.profile
    return """
      INSERT INTO auth_users
        (id, email, password_hash, name, name_key, first_name, last_name, phone_number,
         date_of_birth, avatar_url, is_verified, referral_code, referred_by, blocked_at,
         block_reason, deleted_at, epoch, version, created_at, updated_at)
      VALUES
        (\(user.id), \(user.email?.canonical), \(passwordHash), \(profile.name),
         \(Profile.searchKey(profile.name)), \(profile.firstName), \(profile.lastName),
         \(profile.phoneNumber), \(profile.dateOfBirth), \(profile.avatarURL),
         \(user.isVerified), \(user.referralCode.text), \(user.referredBy), \(user.blockedAt),
         \(user.blockReason), \(user.deletedAt), \(user.epoch), \(user.version),
         \(user.createdAt), \(user.updatedAt))
      """
  }

  func update(_ user: User) throws {
    do {
      try sql.execute(change(of: user))
    } catch let error as StorageError where error.isUniqueViolation(of: "auth_users", "email") {
      throw AuthConflict.email
    }
    try sql.execute("DELETE FROM auth_roles WHERE user_id = \(user.id)")
    try insertRoles(of: user)
  }

  private func change(of user: User) -> SQL {
    let profile = user.profile
    return """
      UPDATE auth_users SET
        email = \(user.email?.canonical), name = \(profile.name),
        name_key = \(Profile.searchKey(profile.name)), first_name = \(profile.firstName),
        last_name = \(profile.lastName), phone_number = \(profile.phoneNumber),
        date_of_birth = \(profile.dateOfBirth), avatar_url = \(profile.avatarURL),
        is_verified = \(user.isVerified), blocked_at = \(user.blockedAt),
        block_reason = \(user.blockReason), deleted_at = \(user.deletedAt),
        epoch = \(user.epoch), version = \(user.version), updated_at = \(user.updatedAt)
      WHERE id = \(user.id)
      """
  }

  private func insertRoles(of user: User) throws {
    for role in user.roles {
      try sql.execute("INSERT INTO auth_roles (user_id, role) VALUES (\(user.id), \(role))")
    }
  }

  func setPasswordHash(_ hash: String?, of user: UserID) throws {
    try sql.execute("UPDATE auth_users SET password_hash = \(hash) WHERE id = \(user)")
    // Sign-ins that wait for a code were begun with the password before.
    try sql.execute("DELETE FROM auth_mfa_challenges WHERE user_id = \(user)")
  }

  func publish(_ revocation: Revocation, at now: Instant) throws {
    try sql.execute(revocation.insertion(at: now))
  }

  func record(_ entry: AuditEntry) throws {
    try AuditTrail.append(entry, in: sql)
  }
}
