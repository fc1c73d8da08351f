public import Auth
public import Kernel
import Storage

extension SQLAuthStore: UserCodeStore {
  /// Inserts a redeemed code, and removes some that expired before `past`.
  /// - Returns: whether it was not redeemed before.
  public func redeem(_ code: UserCode, forgettingBefore past: Instant) async throws -> Bool {
    try await database.transaction { sql in
      try sql.execute(
        Sweep.redeemedCodes.removal(
          where: "expires_at < \(past)", atMost: Sweep.few, in: sql.dialect))
      return try sql.execute(
        """
        INSERT INTO auth_redeemed_codes (nonce, expires_at)
        VALUES (\(code.nonce), \(code.expiresAt))
        ON CONFLICT (nonce) DO NOTHING
        """) == 1
    }
  }
}
