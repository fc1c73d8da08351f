public import Auth
public import Kernel
import PlatformSQL
import Storage

extension SQLAuthStore {
  /// Up to `limit` sessions of a user, ended ones too, with ids below `before`, newest first.
  public func pastSessions(
    of user: UserID, before: SessionID?, limit: Int
  ) async throws -> [PastSession] {
    let place: SQL = before.map { "AND id < \($0)" } ?? ""
    return try await database.all(
      """
      SELECT id, created_at, last_seen_at, user_agent, address, expires_at, revoked_at
      FROM auth_sessions
      WHERE user_id = \(user) \(place)
      ORDER BY id DESC
      LIMIT \(limit)
      """
    ) { row in
      PastSession(
        summary: try SessionSummary(row: row), expiresAt: try row["expires_at"],
        revokedAt: try row["revoked_at"])
    }
  }

  /// The user's authenticator, set up or about to be.
  public func secondFactor(of user: UserID) async throws -> SecondFactorSummary? {
    try await database.first(
      """
      SELECT t.enabled_at,
        (SELECT count(*) FROM auth_recovery_codes c WHERE c.user_id = t.user_id) AS codes
      FROM auth_totp t
      WHERE t.user_id = \(user)
      """
    ) { row in
      SecondFactorSummary(enabledAt: try row["enabled_at"], recoveryCodes: try row["codes"])
    }
  }

  /// The live tokens that were mailed to a user.
  public func mailTokens(of user: UserID, at now: Instant) async throws -> [MailToken] {
    try await database.all(
      """
      SELECT hash, user_id, purpose, email, expires_at FROM auth_mail_tokens
      WHERE user_id = \(user) AND expires_at > \(now)
      ORDER BY expires_at
      """
    ) { row in
      let purpose = MailToken.Purpose(rawValue: try row["purpose"])
      guard let purpose, let email = EmailAddress(try row["email"]) else { return nil }
      return MailToken(
        hash: try row["hash"], userID: try row["user_id"], purpose: purpose, email: email,
        expiresAt: try row["expires_at"])
    }.compactMap(\.self)
  }

  /// Up to `limit` entries of Auth's about a user with numbers above `sequence`, oldest first.
  public func auditEntries(
    about user: UserID, after sequence: Int64, limit: Int
  ) async throws -> [NumberedEntry] {
    try await AuditTrail.entries(
      about: "user:\(user)", of: "user", after: sequence, limit: limit, in: database
    ).map { NumberedEntry(sequence: $0.sequence, entry: $0.entry) }
  }
}
