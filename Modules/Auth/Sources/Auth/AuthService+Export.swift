public import Kernel
public import Ports

/// A session as it was, without its secrets.
public struct PastSession: Hashable, Sendable {
  /// What its user sees of it.
  public let summary: SessionSummary
  /// When it runs out.
  public let expiresAt: Instant
  /// When it was ended before its time.
  public let revokedAt: Instant?

  /// Puts a session together.
  public init(summary: SessionSummary, expiresAt: Instant, revokedAt: Instant?) {
    self.summary = summary
    self.expiresAt = expiresAt
    self.revokedAt = revokedAt
  }
}

/// A second factor without its secrets.
public struct SecondFactorSummary: Hashable, Sendable {
  /// Since when sign-ins ask for a code; nil while it is being set up.
  public let enabledAt: Instant?
  /// How many recovery codes are left.
  public let recoveryCodes: Int64

  /// Puts a summary together.
  public init(enabledAt: Instant?, recoveryCodes: Int64) {
    self.enabledAt = enabledAt
    self.recoveryCodes = recoveryCodes
  }
}

/// An entry of the audit trail with its number.
public struct NumberedEntry: Hashable, Sendable {
  /// Its number in the trail.
  public let sequence: Int64
  /// What it says.
  public let entry: AuditEntry

  /// Puts an entry under its number.
  public init(sequence: Int64, entry: AuditEntry) {
    self.sequence = sequence
    self.entry = entry
  }
}

/// Where it is read what is kept about a person.
public protocol PersonalDataStore: Sendable {
  /// Up to `limit` sessions of a user, ended ones too, with ids below `before`, newest first.
  func pastSessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [PastSession]

  /// The user's authenticator, set up or about to be.
  func secondFactor(of user: UserID) async throws -> SecondFactorSummary?

  /// The live tokens that were mailed to a user.
  func mailTokens(of user: UserID, at now: Instant) async throws -> [MailToken]

  /// Up to `limit` entries of Auth's about a user with numbers above `sequence`, oldest first.
  func auditEntries(
    about user: UserID, after sequence: Int64, limit: Int
  ) async throws -> [NumberedEntry]
}

extension AuthService {
  /// Lets a user take a copy of all that is kept about them, if they signed in lately: an access
  /// token alone, or a device that was left open, is not enough. Their audit trail tells of it, and
  /// so does a mail.
  /// - Throws: `AuthRefusal`: `signInTooOld`, `notFound`.
  public func beginExport(
    of user: UserID, in session: SessionID, by actor: Actor
  ) async throws {
    let now = clock.now()
    let address = try await store.atomically { transaction in
      guard let found = try transaction.lockUser(user)?.user else {
        throw AuthRefusal.notFound
      }
      try checkRecent(session, of: user, at: now, in: transaction)
      try transaction.record(
        AuditEntry(actor: actor, action: "user.export", target: "user:\(user)", at: now))
      return found.email
    }
    letters.notify(address, of: .export)
  }

  /// What is kept about a user, for them to take away.
  public var personalData: any PersonalDataStore { store }

  /// The live tokens that were mailed to a user.
  public func mailTokens(of user: UserID) async throws -> [MailToken] {
    try await store.mailTokens(of: user, at: clock.now())
  }
}
