public import Kernel

/// A signed-in device, with its family of refresh tokens.
public struct Session: Hashable, Sendable {
  /// The id, which access tokens carry.
  public let id: SessionID
  /// The user.
  public let userID: UserID
  /// When the user signed in.
  public let createdAt: Instant
  /// When the session was last refreshed.
  public var lastSeenAt: Instant
  /// When its refresh token expires.
  public var expiresAt: Instant
  /// The `User-Agent` of the sign-in, up to 512 characters.
  public let userAgent: String?
  /// The network address of the sign-in.
  public let address: String?
  /// When it was ended early; nil if it was not.
  public var revokedAt: Instant?
  /// The refresh tokens.
  public var family: RefreshFamily

  /// Makes a session.
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

  /// The session as its user sees it.
  var summary: SessionSummary {
    SessionSummary(
      id: id, createdAt: createdAt, lastSeenAt: lastSeenAt, userAgent: userAgent, address: address)
  }
}

/// A session as its user sees it.
public struct SessionSummary: Hashable, Sendable {
  /// The id.
  public let id: SessionID
  /// When the user signed in.
  public let createdAt: Instant
  /// When the session was last refreshed.
  public let lastSeenAt: Instant
  /// The `User-Agent` of the sign-in, up to 512 characters.
  public let userAgent: String?
  /// The network address of the sign-in.
  public let address: String?

  /// Makes a summary.
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
