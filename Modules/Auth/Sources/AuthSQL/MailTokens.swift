public import Auth
public import Kernel
import Storage

extension SQLAuthStore: MailTokenStore {
  /// The live token with this digest and purpose.
  public func mailToken(
    _ hash: [UInt8], _ purpose: MailToken.Purpose, at now: Instant
  ) async throws -> MailToken? {
    let row = try await database.first(
      """
      SELECT user_id, email, expires_at FROM auth_mail_tokens
      WHERE hash = \(hash) AND purpose = \(purpose.rawValue) AND expires_at > \(now)
      """)
    guard let row, let email = EmailAddress(try row["email"]) else { return nil }
    return MailToken(
      hash: hash, userID: try row["user_id"], purpose: purpose, email: email,
      expiresAt: try row["expires_at"])
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
}

extension SQLAuthTransaction: MailTokenRows {
  func insert(_ token: MailToken, at now: Instant) throws {
    try sql.execute(
      Sweep.mailTokens.removal(
        where: "expires_at <= \(now)", atMost: Sweep.few, in: sql.dialect))
    try sql.execute(
      """
      INSERT INTO auth_mail_tokens (hash, user_id, purpose, email, expires_at)
      VALUES
        (\(token.hash), \(token.userID), \(token.purpose.rawValue), \(token.email.canonical),
         \(token.expiresAt))
      """)
  }

  func spendMailToken(_ token: MailToken, at now: Instant) throws -> Bool {
    let spent = try sql.execute(
      "DELETE FROM auth_mail_tokens WHERE hash = \(token.hash) AND expires_at > \(now)")
    guard spent == 1 else { return false }
    try removeMailTokens(of: token.userID, for: token.purpose)
    return true
  }

  func removeMailTokens(of user: UserID, for purpose: MailToken.Purpose) throws {
    try sql.execute(
      """
      DELETE FROM auth_mail_tokens
      WHERE user_id = \(user) AND purpose = \(purpose.rawValue)
      """)
  }

  func removeMailTokens(of user: UserID) throws {
    try sql.execute("DELETE FROM auth_mail_tokens WHERE user_id = \(user)")
  }
}
