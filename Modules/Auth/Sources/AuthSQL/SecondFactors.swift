public import Auth
public import Kernel
import Ports
import Storage

extension SQLAuthStore {
  /// The user's authenticator, enabled or being set up.
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
}

extension SQLAuthTransaction: SecondFactorRows {
  func totp(of user: UserID) throws -> TOTP? {
    try sql.first(
      """
      SELECT user_id, secret, sealed_by, enabled_at, last_step
      FROM auth_totp
      WHERE user_id = \(user)
      """
    ) { try TOTP(row: $0, seal: seal) }
  }

  func save(_ totp: TOTP) throws {
    let kept = try seal.seal(totp.secret, of: .authenticator(totp.userID))
    try sql.execute(
      """
      INSERT INTO auth_totp (user_id, secret, sealed_by, enabled_at, last_step)
      VALUES
        (\(totp.userID), \(kept.octets), \(kept.keyID), \(totp.enabledAt), \(totp.lastStep))
      ON CONFLICT (user_id) DO UPDATE SET
        secret = excluded.secret, sealed_by = excluded.sealed_by,
        enabled_at = excluded.enabled_at, last_step = excluded.last_step
      """)
  }

  func setRecoveryCodes(_ hashes: [[UInt8]], of user: UserID) throws {
    try sql.execute("DELETE FROM auth_recovery_codes WHERE user_id = \(user)")
    for hash in hashes {
      try sql.execute(
        "INSERT INTO auth_recovery_codes (user_id, hash) VALUES (\(user), \(hash))")
    }
  }

  func spendRecoveryCode(_ hash: [UInt8], of user: UserID) throws -> Bool {
    try sql.execute(
      "DELETE FROM auth_recovery_codes WHERE user_id = \(user) AND hash = \(hash)") == 1
  }

  func removeSecondFactor(of user: UserID) throws {
    try sql.execute("DELETE FROM auth_mfa_challenges WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_recovery_codes WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_totp WHERE user_id = \(user)")
  }

  func insertChallenge(
    _ hash: [UInt8], of user: UserID, expiresAt: Instant, at now: Instant
  ) throws {
    try sql.execute(
      Sweep.challenges.removal(
        where: "expires_at <= \(now)", atMost: Sweep.few, in: sql.dialect))
    try sql.execute(
      """
      INSERT INTO auth_mfa_challenges (hash, user_id, expires_at)
      VALUES (\(hash), \(user), \(expiresAt))
      """)
  }

  func challengedUser(
    _ hash: [UInt8], at now: Instant, expiringBy farthest: Instant
  ) throws -> UserID? {
    try sql.first(
      """
      SELECT user_id FROM auth_mfa_challenges
      WHERE hash = \(hash) AND expires_at > \(now) AND expires_at <= \(farthest)
      """
    ) { try $0["user_id"] }
  }

  func removeChallenge(_ hash: [UInt8], at now: Instant) throws -> Bool {
    try sql.execute(
      "DELETE FROM auth_mfa_challenges WHERE hash = \(hash) AND expires_at > \(now)") == 1
  }
}

extension TOTP {
  init(row: Row, seal: SecretSeal) throws {
    let user: UserID = try row["user_id"]
    let kept = KeptSecret(octets: try row["secret"], keyID: try row["sealed_by"])
    self.init(
      userID: user, secret: try seal.open(kept, of: .authenticator(user)),
      enabledAt: try row["enabled_at"], lastStep: try row["last_step"])
  }
}
