public import Auth
public import Kernel
public import Ports
import Storage

extension SQLAuthStore {
  /// The user's PIN.
  public func pin(of user: UserID) async throws -> Pin? {
    try await database.first(Pin.selection(of: user), Pin.init(row:))
  }

  /// Whether the user has a PIN.
  public func hasPin(_ user: UserID) async throws -> Bool {
    try await database.first("SELECT user_id FROM auth_pins WHERE user_id = \(user)") != nil
  }

  /// Whether the payer has a PIN, and the payee: one statement of a few columns, since it stands
  /// before every payment.
  public func parties(payer: UserID, payee: PayeeName) async throws -> PaymentParties {
    if let lookups, case .id(let id) = payee {
      return try await lookups.parties(of: PartyLookups.Question(payer: payer, payee: id))
    }
    let isPayee: SQL =
      switch payee {
      case .id(let id): "u.id = \(id) AND u.deleted_at IS NULL"
      case .email(let email): "u.email = \(email.canonical)"
      }
    let found = try await database.first(
      """
      SELECT EXISTS (SELECT 1 FROM auth_pins WHERE user_id = \(payer)), u.id,
        u.blocked_at IS NULL AND u.deleted_at IS NULL
      FROM (SELECT 1) AS one LEFT JOIN auth_users AS u ON \(isPayee)
      """
    ) { row in
      PaymentParties(
        payee: try row.get(1, as: UserID?.self).map {
          PaymentParties.Payee(id: $0, isActive: try row.get(2, as: Bool.self))
        }, payerHasPin: try row.get(0, as: Bool.self))
    }
    return found ?? PaymentParties(payee: nil, payerHasPin: nil)
  }

  /// The same of many payments.
  static func parties(
    of questions: [PartyLookups.Question], in database: any Database
  ) async throws -> [PaymentParties] {
    let dialect = database.dialect
    var isActive: [UserID: Bool] = [:]
    var withPin: Set<UserID> = []
    let rows = try await database.query(
      """
      SELECT id, blocked_at IS NULL, \(false) FROM auth_users
      WHERE id \(dialect.isAmong(.uuids(questions.map { $0.payee.rawValue })))
        AND deleted_at IS NULL
      UNION ALL
      SELECT user_id, \(true), \(true) FROM auth_pins
      WHERE user_id \(dialect.isAmong(.uuids(questions.map { $0.payer.rawValue })))
      """)
    for row in rows {
      let user = try row.get(0, as: UserID.self)
      if try row.get(2, as: Bool.self) {
        withPin.insert(user)
      } else {
        isActive[user] = try row.get(1, as: Bool.self)
      }
    }
    return questions.map { question in
      PaymentParties(
        payee: isActive[question.payee].map {
          PaymentParties.Payee(id: question.payee, isActive: $0)
        }, payerHasPin: withPin.contains(question.payer))
    }
  }

  /// Gives a live token that fits to a claimant, unless another has it.
  public func claimPinToken(
    _ claim: PinClaim, for use: PinUse, at now: Instant
  ) async throws -> Bool {
    try await database.execute(
      """
      UPDATE auth_pin_tokens SET claimant = \(claim.claimant)
      WHERE hash = \(claim.token) AND user_id = \(use.userID) AND expires_at > \(now)
        AND (claimant IS NULL OR claimant = \(claim.claimant))
        AND (action IS NULL OR action = \(use.action.rawValue))
        AND (amount_minor IS NULL
          OR (amount_minor = \(use.amount.minorUnits) AND currency = \(use.amount.unit.code)))
      """) == 1
  }

  /// Takes a token back from its claimant.
  public func releasePinToken(_ claim: PinClaim) async throws {
    try await database.execute(
      """
      UPDATE auth_pin_tokens SET claimant = NULL
      WHERE hash = \(claim.token) AND claimant = \(claim.claimant)
      """)
  }
}

extension SQLAuthTransaction {
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

  func forgetSecrets(of user: UserID) throws {
    try removePinTokens(of: user)
    try removeMailTokens(of: user)
    try removeSecondFactor(of: user)
    try forgetOtherWaysIn(of: user)
    try sql.execute("DELETE FROM auth_pending_profiles WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_pins WHERE user_id = \(user)")
  }

  func forgetOtherWaysIn(of user: UserID) throws {
    try sql.execute("DELETE FROM auth_identities WHERE user_id = \(user)")
    try sql.execute("DELETE FROM auth_api_keys WHERE user_id = \(user)")
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
