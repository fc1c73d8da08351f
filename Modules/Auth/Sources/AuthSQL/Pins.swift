public import Auth
public import Kernel
public import Ports
import Storage

extension SQLAuthStore: PinStore {
  /// The user's PIN.
  public func pin(of user: UserID) async throws -> Pin? {
    try await database.first(Pin.selection(of: user), Pin.init(row:))
  }

  /// Whether the user has a PIN.
  public func hasPin(_ user: UserID) async throws -> Bool {
    try await database.first("SELECT user_id FROM auth_pins WHERE user_id = \(user)") != nil
  }

  /// Claims a live token that authorises the use, unless another claimant has it.
  public func claimPinToken(
    _ claim: PinClaim, for use: PinUse, at now: Instant, expiringBy farthest: Instant
  ) async throws -> Bool {
    try await database.execute(
      """
      UPDATE auth_pin_tokens SET claimant = \(claim.claimant)
      WHERE hash = \(claim.token) AND user_id = \(use.userID) AND expires_at > \(now)
        AND expires_at <= \(farthest)
        AND (claimant IS NULL OR claimant = \(claim.claimant))
        AND (action IS NULL OR action = \(use.action.rawValue))
        AND (amount_minor IS NULL
          OR (amount_minor = \(use.amount.minorUnits) AND currency = \(use.amount.unit.code)))
      """) == 1
  }

  /// Releases a claimant's token.
  public func releasePinToken(_ claim: PinClaim) async throws {
    try await database.execute(
      """
      UPDATE auth_pin_tokens SET claimant = NULL
      WHERE hash = \(claim.token) AND claimant = \(claim.claimant)
      """)
  }
}

extension SQLAuthTransaction: PinRows {
  func pin(of user: UserID) throws -> Pin? {
    try sql.first(Pin.selection(of: user), Pin.init(row:))
  }

  func save(_ pin: Pin) throws {
    try sql.execute(
      """
      INSERT INTO auth_pins (user_id, pin_hash, failures, locked_until, changed_at)
      VALUES
        (\(pin.userID), \(pin.hash), \(pin.failures), \(pin.lockedUntil), \(pin.changedAt))
      ON CONFLICT (user_id) DO UPDATE SET
        pin_hash = excluded.pin_hash, failures = excluded.failures,
        locked_until = excluded.locked_until, changed_at = excluded.changed_at
      """)
  }

  func insert(_ token: PinToken, at now: Instant) throws {
    try sql.execute(
      Sweep.pinTokens.removal(
        where: "expires_at <= \(now)", atMost: Sweep.few, in: sql.dialect))
    try sql.execute(
      """
      INSERT INTO auth_pin_tokens (hash, user_id, action, amount_minor, currency, expires_at)
      VALUES
        (\(token.hash), \(token.userID), \(token.action?.rawValue),
         \(token.amount?.minorUnits), \(token.amount?.unit.code), \(token.expiresAt))
      """)
  }

  func removePinTokens(of user: UserID) throws {
    try sql.execute("DELETE FROM auth_pin_tokens WHERE user_id = \(user)")
  }
}

extension Pin {
  fileprivate static func selection(of user: UserID) -> SQL {
    """
    SELECT user_id, pin_hash, failures, locked_until, changed_at
    FROM auth_pins
    WHERE user_id = \(user)
    """
  }

  fileprivate init(row: Row) throws {
    self.init(
      userID: try row["user_id"], hash: try row["pin_hash"], failures: try row["failures"],
      lockedUntil: try row["locked_until"], changedAt: try row["changed_at"])
  }
}
