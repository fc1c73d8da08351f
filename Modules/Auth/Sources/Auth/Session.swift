public import Kernel

/// One device that is signed in, with the family of refresh tokens that keeps it so.
public struct Session: Hashable, Sendable {
  /// The id, as access tokens say it.
  public let id: SessionID
  /// Who is signed in.
  public let userID: UserID
  /// When they signed in.
  public let createdAt: Instant
  /// When the session was last refreshed.
  public var lastSeenAt: Instant
  /// When its refresh token runs out.
  public var expiresAt: Instant
  /// The program, as it names itself.
  public let userAgent: String?
  /// The address that the sign-in came from.
  public let address: String?
  /// When it was ended before its time.
  public var revokedAt: Instant?
  /// The refresh tokens.
  public var family: RefreshFamily

  /// Puts a session together from what a store keeps.
  public init(
    id: SessionID, userID: UserID, createdAt: Instant, lastSeenAt: Instant, expiresAt: Instant,
    userAgent: String?, address: String?, revokedAt: Instant? = nil, family: RefreshFamily
  ) {
    self.id = id
    self.userID = userID
    self.createdAt = createdAt
    self.lastSeenAt = lastSeenAt
    self.expiresAt = expiresAt
    self.userAgent = userAgent
    self.address = address
    self.revokedAt = revokedAt
    self.family = family
  }

  /// Whether the session can still be refreshed.
  public func isLive(at now: Instant) -> Bool { revokedAt == nil && now < expiresAt }

  /// What its user sees of it.
  var summary: SessionSummary {
    SessionSummary(
      id: id, createdAt: createdAt, lastSeenAt: lastSeenAt, userAgent: userAgent, address: address)
  }
}

/// A session as its user sees it.
public struct SessionSummary: Hashable, Sendable {
  /// The id.
  public let id: SessionID
  /// When they signed in.
  public let createdAt: Instant
  /// When the session was last refreshed.
  public let lastSeenAt: Instant
  /// The program, as it names itself.
  public let userAgent: String?
  /// The address that the sign-in came from.
  public let address: String?

  /// Puts a summary together from what a store keeps.
  public init(
    id: SessionID, createdAt: Instant, lastSeenAt: Instant, userAgent: String?, address: String?
  ) {
    self.id = id
    self.createdAt = createdAt
    self.lastSeenAt = lastSeenAt
    self.userAgent = userAgent
    self.address = address
  }
}
