public import Kernel

/// The claims of an access token.
public struct AccessClaims: Hashable, Sendable {
  /// The user.
  public let userID: UserID
  /// The session.
  public let sessionID: SessionID
  /// The user's roles when the token was issued.
  public let roles: [Role]
  /// The user's epoch when the token was issued.
  public let epoch: Int64
  /// When the token was issued, to the second.
  public let issuedAt: Instant
  /// When it expires, to the second.
  public let expiresAt: Instant

  /// Makes claims.
  public init(
    userID: UserID, sessionID: SessionID, roles: [Role], epoch: Int64, issuedAt: Instant,
    expiresAt: Instant
  ) {
    self.userID = userID
    self.sessionID = sessionID
    self.roles = roles
    self.epoch = epoch
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }
}
