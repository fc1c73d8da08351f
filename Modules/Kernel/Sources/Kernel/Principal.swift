/// What somebody is allowed to be: for the whole product (`admin`) or within a context
/// (`fleet:driver`).
public struct Role: RawRepresentable, Hashable, Sendable {
  /// The role's name, as tokens and answers say it.
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
  /// Those who help users; they see more and change little.
  public static let support = Role("support")
  /// Those who run the product.
  public static let admin = Role("admin")
}

/// Who is asking: a user, through one of their sessions, with the roles the session carries.
public struct Principal: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// The session that the access token belongs to.
  public let sessionID: SessionID
  /// The user's roles when the token was made.
  public let roles: [Role]
  /// The API key that the request came with instead of an access token; `sessionID` has its octets
  /// then, and is no session's.
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

  /// Whether the role is among theirs. No role implies another.
  public func has(_ role: Role) -> Bool {
    roles.contains(role)
  }
}
