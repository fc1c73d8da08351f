import Storage

/// The rows that expire in Auth's tables.
extension Sweep {
  static let sessions = Sweep(table: "auth_sessions", key: "id", time: "expires_at")
  static let challenges = Sweep(table: "auth_mfa_challenges", key: "hash", time: "expires_at")
  static let mailTokens = Sweep(table: "auth_mail_tokens", key: "hash", time: "expires_at")
  static let pinTokens = Sweep(table: "auth_pin_tokens", key: "hash", time: "expires_at")
  static let redeemedCodes = Sweep(table: "auth_redeemed_codes", key: "nonce", time: "expires_at")
  static let attempts = Sweep(table: "auth_failures", key: "key", time: "window_start")
  static let revocations = Sweep(table: "auth_notices", key: "sequence", time: "at")

  /// How many expired rows are removed when another row is inserted. As that is more than one,
  /// their number falls in the long run.
  static let few = 100
  /// How many rows are removed in a transaction of their own.
  static let many = 2_000
}
