public import Auth
public import Kernel
import Ports
import Storage

extension SQLAuthStore: UserStore {
  /// The user with this id; deleted users are left out.
  public func user(_ id: UserID) async throws -> User? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE u.id = \(id) AND u.deleted_at IS NULL",
      User.init(row:))
  }

  /// Those of these users that there are; deleted users are left out.
  public func users(_ ids: [UserID]) async throws -> [User] {
    guard !ids.isEmpty else { return [] }
    let dialect = database.dialect
    return try await database.all(
      """
      \(dialect.selectUsers)
      WHERE u.id \(dialect.isAmong(.uuids(ids.map { $0.rawValue }))) AND u.deleted_at IS NULL
      """, User.init(row:))
  }

  /// The user with this address.
  public func user(email: EmailAddress) async throws -> User? {
    try await record(email: email)?.user
  }

  /// The record of the user with this address.
  public func record(email: EmailAddress) async throws -> UserRecord? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE \(email.isOfUser) \(email.oldestUserFirst)",
      UserRecord.init(row:))
  }

  /// The record of the user with this id; deleted users are left out.
  public func record(of user: UserID) async throws -> UserRecord? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE u.id = \(user) AND u.deleted_at IS NULL",
      UserRecord.init(row:))
  }

  /// Up to `limit` users that match, with ids below `before`, newest first.
  public func users(
    matching filter: UserFilter, before: UserID?, limit: Int
  ) async throws -> [User] {
    let conditions = SQL.joined(filter.conditions(before: before), separator: " AND ")
    // A list for administrators, by which nothing is decided.
    return try await database.all(
      """
      \(database.dialect.selectUsers)
      WHERE \(conditions)
      ORDER BY u.id DESC
      LIMIT \(limit)
      """, consistency: .boundedStaleness, User.init(row:))
  }

  /// The id of the user with this referral code.
  public func owner(of code: ReferralCode) async throws -> UserID? {
    try await database.first(
      "SELECT id FROM auth_users WHERE referral_code = \(code.text) AND deleted_at IS NULL"
    ) { try $0["id"] }
  }

  /// Whether any user with this role is neither blocked nor deleted.
  public func hasUser(with role: Role) async throws -> Bool {
    try await database.first(
      """
      SELECT u.id FROM auth_roles r JOIN auth_users u ON u.id = r.user_id
      WHERE r.role = \(role) AND u.blocked_at IS NULL AND u.deleted_at IS NULL
      LIMIT 1
      """) != nil
  }
}

extension UserFilter {
  fileprivate func conditions(before: UserID?) -> [SQL] {
    var conditions: [SQL] = ["u.deleted_at IS NULL"]
    if let before { conditions.append("u.id < \(before)") }
    if let name {
      conditions.append("u.name_key LIKE \(Self.pattern(Profile.searchKey(name))) ESCAPE '!'")
    }
    if let email {
      let forms = EmailAddress.searchForms(of: email).map { form -> SQL in
        "u.email LIKE \(Self.pattern(form)) ESCAPE '!'"
      }
      conditions.append("(\(SQL.joined(forms, separator: " OR ")))")
    }
    if let role {
      conditions.append("u.id IN (SELECT user_id FROM auth_roles WHERE role = \(role))")
    }
    switch status {
    case .active: conditions.append("u.blocked_at IS NULL")
    case .blocked: conditions.append("u.blocked_at IS NOT NULL")
    case nil: break
    }
    return conditions
  }

  /// Matches texts that contain this one, whatever signs it has.
  private static func pattern(_ part: String) -> String {
    var pattern = "%"
    for scalar in part.unicodeScalars {
      if ["%", "_", "!"].contains(scalar) { pattern.unicodeScalars.append("!") }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern + "%"
  }
}

extension SQLAuthTransaction: UserRows {
  func lockUser(_ id: UserID) throws -> UserRecord? {
    // A statement of its own takes the lock: the next one then sees the roles, too, as they are
    // once the lock is held.
    let answers = try sql.pipeline([
      "SELECT id FROM auth_users WHERE id = \(id) \(sql.dialect.lockingRows)",
      "\(sql.dialect.selectUsers) WHERE u.id = \(id) AND u.deleted_at IS NULL",
    ])
    return try answers.last?.first.map(UserRecord.init(row:))
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
    // The first statement may wait for the locks; the second one sees what others committed.
    let answers = try sql.pipeline([
      "\(administrators) \(sql.dialect.lockingRows)", administrators,
    ])
    return try answers.last?.map { try $0["id"] } ?? []
  }

  func owner(of email: EmailAddress) throws -> UserID? {
    try sql.first(
      "SELECT u.id FROM auth_users u WHERE \(email.isOfUser) \(email.oldestUserFirst)"
    ) { try $0["id"] }
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
        email = \(user.email?.kept ?? "NULL"), name = \(profile.name),
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
    // Sign-ins that wait for a code began with the old password.
    try sql.execute("DELETE FROM auth_mfa_challenges WHERE user_id = \(user)")
  }
}
