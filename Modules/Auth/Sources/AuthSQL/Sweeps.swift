import Storage

/// What runs out in Auth's tables.
extension Sweep {
  static let challenges = Sweep(table: "auth_mfa_challenges", key: "hash", time: "expires_at")
  static let mailTokens = Sweep(table: "auth_mail_tokens", key: "hash", time: "expires_at")
  static let pinTokens = Sweep(table: "auth_pin_tokens", key: "hash", time: "expires_at")
  static let redeemedCodes = Sweep(table: "auth_redeemed_codes", key: "nonce", time: "expires_at")
  static let attempts = Sweep(table: "auth_failures", key: "key", time: "window_start")
  static let revocations = Sweep(table: "auth_notices", key: "sequence", time: "at")

  /// How many rows go along with another row's coming. As one comes and many go, what has run out
  /// gets less in the long run.
  static let few = 100
  /// How many rows go in a transaction of their own.
  static let many = 2_000
}
