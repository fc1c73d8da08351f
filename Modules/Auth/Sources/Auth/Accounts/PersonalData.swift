public import Kernel
public import Ports

/// A session, live or ended, without its secrets.
public struct PastSession: Hashable, Sendable {
  /// The session as its user sees it.
  public let summary: SessionSummary
  /// When it expires.
  public let expiresAt: Instant
  /// When it was ended early; nil if it was not.
  public let revokedAt: Instant?

  /// Makes a past session.
  public init(summary: SessionSummary, expiresAt: Instant, revokedAt: Instant?) {
    self.summary = summary
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// An authenticator without its secrets.
public struct SecondFactorSummary: Hashable, Sendable {
  /// Since when sign-ins ask for a code; nil while it is being set up.
  public let enabledAt: Instant?
  /// How many recovery codes are left.
  public let recoveryCodes: Int64

  /// Makes a summary.
  public init(enabledAt: Instant?, recoveryCodes: Int64) {
    self.enabledAt = enabledAt
    self.recoveryCodes = recoveryCodes
  }
}

/// An audit entry with its number in the trail.
public struct NumberedEntry: Hashable, Sendable {
  /// The number.
  public let sequence: Int64
  /// The entry.
  public let entry: AuditEntry

  /// Makes a numbered entry.
  public init(sequence: Int64, entry: AuditEntry) {
    self.sequence = sequence
    self.entry = entry
  }
}

/// Reads what is stored about a user, for their export.
public protocol PersonalDataStore: Sendable {
  /// Up to `limit` sessions of a user, live and ended, with ids below `before`, newest first.
  func pastSessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [PastSession]

  /// The user's authenticator, enabled or being set up.
  func secondFactor(of user: UserID) async throws -> SecondFactorSummary?

  /// The live tokens that were mailed to a user.
  func mailTokens(of user: UserID, at now: Instant) async throws -> [MailToken]

  /// Up to `limit` audit entries about a user's account with numbers above `sequence`, oldest
  /// first.
  func auditEntries(
    about user: UserID, after sequence: Int64, limit: Int
  ) async throws -> [NumberedEntry]
}
