public import Kernel

/// What an access token says.
public struct AccessClaims: Hashable, Sendable {
  /// Who.
  public let userID: UserID
  /// Through which session.
  public let sessionID: SessionID
  /// With which roles.
  public let roles: [Role]
  /// The user's epoch when the token was made.
  public let epoch: Int64
  /// When the token was made, to the second.
  public let issuedAt: Instant
  /// When it runs out, to the second.
  public let expiresAt: Instant

  /// Puts claims together.
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

/// What must be known of access tokens whose signature is still right.
public enum Revocation: Hashable, Sendable {
  /// The session is over: none of its tokens counts.
  case sessionEnded(SessionID)
  /// The user may not act: no token of an epoch before this one counts.
  case userBarred(UserID, epoch: Int64)
  /// Tokens of an epoch before this one count with these roles instead of their own.
  case rolesChanged(UserID, epoch: Int64, roles: [Role])
}

/// A revocation as the store keeps it.
public struct StoredRevocation: Hashable, Sendable {
  /// Its number in the store. A greater one may become visible before a smaller one does.
  public let sequence: Int64
  /// What it says.
  public let revocation: Revocation
  /// When it was made.
  public let at: Instant

  /// Puts a stored revocation together.
  public init(sequence: Int64, revocation: Revocation, at: Instant) {
    self.sequence = sequence
    self.revocation = revocation
    self.at = at
  }
}
