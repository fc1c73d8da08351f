public import Auth
public import Kernel
public import Storage

/// Users, sessions and keys in a database of either engine.
public struct SQLAuthStore: AuthStore {
  let database: any Database
  let seal: SecretSeal
  /// For Postgres, where a statement is a message to another process.
  let lookups: PartyLookups?

  /// A store in a database whose schema is current.
  /// - Parameter seal: encrypts what opens accounts.
  public init(database: any Database, seal: SecretSeal) {
    self.database = database
    self.seal = seal
    lookups =
      switch database.dialect {
      case .postgres: PartyLookups { try await Self.parties(of: $0, in: database) }
      case .sqlite: nil
      }
  }

  /// The user with this id, deleted ones left out.
  public func user(_ id: UserID) async throws -> User? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE u.id = \(id) AND u.deleted_at IS NULL",
      User.init(row:))
  }

  /// The user with this address.
  public func user(email: EmailAddress) async throws -> User? {
    try await credentials(email: email)?.user
  }

  /// The user with this address and their password's hash.
  public func credentials(email: EmailAddress) async throws -> Credentials? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE u.email = \(email.canonical)", Credentials.init(row:))
  }

  /// The user with this id and their password's hash.
  public func credentials(of user: UserID) async throws -> Credentials? {
    try await database.first(
      "\(database.dialect.selectUsers) WHERE u.id = \(user) AND u.deleted_at IS NULL",
      Credentials.init(row:))
  }

  /// Up to `limit` users that match, with ids below `before`, newest first.
  public func users(
    matching filter: UserFilter, before: UserID?, limit: Int
  ) async throws -> [User] {
    let conditions = SQL.joined(filter.conditions(before: before), separator: " AND ")
    // For administrators to look through; nothing is decided by it.
    return try await database.all(
      """
      \(database.dialect.selectUsers)
      WHERE \(conditions)
      ORDER BY u.id DESC
      LIMIT \(limit)
      """, consistency: .boundedStaleness, User.init(row:))
  }

  /// The id of the user whose referral code this is.
  public func owner(of code: ReferralCode) async throws -> UserID? {
    try await database.first(
      "SELECT id FROM auth_users WHERE referral_code = \(code.text) AND deleted_at IS NULL"
    ) { try $0["id"] }
  }

  /// Whether there is anybody with this role who may act.
  public func hasUser(with role: Role) async throws -> Bool {
    try await database.first(
      """
      SELECT u.id FROM auth_roles r JOIN auth_users u ON u.id = r.user_id
      WHERE r.role = \(role) AND u.blocked_at IS NULL AND u.deleted_at IS NULL
      LIMIT 1
      """) != nil
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

  /// Runs a transaction.
  public func atomically<Value: Sendable>(
    _ body: @escaping @Sendable (any AuthTransaction) throws -> Value
  ) async throws -> Value {
    try await database.transaction { [seal] in
      try body(SQLAuthTransaction(sql: $0, seal: seal))
    }
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
      conditions.append("u.email LIKE \(Self.pattern(email.lowercased())) ESCAPE '!'")
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
