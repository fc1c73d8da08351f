/// What a user is allowed to be: everywhere (`admin`) or within one context (`fleet:driver`).
public struct Role: RawRepresentable, Hashable, Sendable {
  /// The role's name, as in tokens and answers.
  public let rawValue: String

  /// The role of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The role of this name.
  public init(_ rawValue: String) {
    self.rawValue = rawValue
  }

  /// Everybody who has signed up.
  public static let user = Role("user")
  /// The support staff, who see more than users and change little.
  public static let support = Role("support")
  /// The administrators.
  public static let admin = Role("admin")
}

/// Who sends a request: a user in one of their sessions, with the roles of the session.
public struct Principal: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// The session that the access token belongs to.
  public let sessionID: SessionID
  /// The user's roles when the token was made.
  public let roles: [Role]
  /// The API key that the request carried instead of an access token. `sessionID` then has the
  /// key's octets, and belongs to no session.
  public let key: KeyGrant?

  /// What an API key may be used for.
  public struct KeyGrant: Hashable, Sendable {
    /// The key.
    public let id: APIKeyID
    /// The names of the permissions that it has.
    public let scopes: [String]

    /// A key and its permissions.
    public init(id: APIKeyID, scopes: [String]) {
      self.id = id
      self.scopes = scopes
    }
  }

  /// A user in a session.
  public init(userID: UserID, sessionID: SessionID, roles: [Role]) {
    self.userID = userID
    self.sessionID = sessionID
    self.roles = roles
    key = nil
  }

  /// A program that acts for a user by an API key.
  public init(userID: UserID, key: KeyGrant, roles: [Role]) {
    self.userID = userID
    self.key = key
    self.roles = roles
    sessionID = SessionID(rawValue: key.id.rawValue)
  }

  /// Whether the user has the role. No role implies another.
  public func has(_ role: Role) -> Bool {
    roles.contains(role)
  }
}
