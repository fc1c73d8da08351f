public import Ajo
public import Kernel
import Ports
import PlatformSQL
import Storage

extension SQLPaymentStore {
  /// What is known of a user.
  public func customer(_ user: UserID) async throws -> Customer? {
    try await work.database.first(
      "SELECT user_id, kyc_status FROM ajo_customers WHERE user_id = \(user)",
      Customer.init(row:))
  }

  private var checks: StoredList<IdentityCase> {
    StoredList(
      database: work.database, table: "ajo_identity_checks", columns: IdentityCase.columns,
      read: IdentityCase.init(row:))
  }

  /// A check, whoever's.
  public func check(_ id: IdentityCase.ID) async throws -> IdentityCase? {
    try await checks.first("id = \(id)")
  }

  /// Up to `limit` checks of a user, newest first.
  public func checks(
    of user: UserID, before: IdentityCase.ID?, limit: Int
  ) async throws -> [IdentityCase] {
    try await checks.newest(["user_id = \(user)"], before: before, limit: limit)
  }

  /// Up to `limit` checks that nobody has decided on, oldest first.
  public func openChecks(
    since start: Instant, after: IdentityCase.ID?, limit: Int
  ) async throws -> [IdentityCase] {
    let place: SQL = after.map { "AND id > \($0)" } ?? ""
    return try await work.database.all(
      """
      SELECT \(IdentityCase.columns) FROM ajo_identity_checks
      WHERE state = \(IdentityCase.State.pending.rawValue) AND created_at >= \(start) \(place)
      ORDER BY id LIMIT \(limit)
      """, IdentityCase.init(row:))
  }
}

extension SQLPaymentTransaction {
  func lockCustomer(_ user: UserID) throws -> Customer {
    try sql.execute(
      """
      INSERT INTO ajo_customers (user_id, kyc_status, updated_at)
      VALUES (\(user), \(Customer.Status.none.rawValue), \(unit.now)) ON CONFLICT DO NOTHING
      """)
    let found = try sql.first(
      "SELECT user_id, kyc_status FROM ajo_customers WHERE user_id = \(user) \(lockingRows)",
      Customer.init(row:))
    return found ?? Customer(userID: user)
  }

  func update(_ customer: Customer) throws {
    try sql.execute(
      """
      UPDATE ajo_customers SET kyc_status = \(customer.status.rawValue), updated_at = \(unit.now)
      WHERE user_id = \(customer.userID)
      """)
  }

  func lockCheck(_ id: IdentityCase.ID) throws -> IdentityCase? {
    try sql.first(
      "SELECT \(IdentityCase.columns) FROM ajo_identity_checks WHERE id = \(id) \(lockingRows)",
      IdentityCase.init(row:))
  }

  func latestCheck(of user: UserID) throws -> IdentityCase.ID? {
    try sql.first(
      "SELECT id FROM ajo_identity_checks WHERE user_id = \(user) ORDER BY id DESC LIMIT 1"
    ) { try $0["id"] }
  }

  func insert(_ check: IdentityCase) throws {
    try sql.execute(
      """
      INSERT INTO ajo_identity_checks (id, user_id, document, number, number_key, last_four,
        first_name, last_name, birthday, state, created_at)
      VALUES (\(check.id), \(check.userID), \(check.document.rawValue), \(check.number?.octets),
        \(check.number?.keyID), \(check.lastFour), \(check.holder.firstName),
        \(check.holder.lastName), \(check.holder.birthday), \(check.state.rawValue),
        \(check.createdAt))
      """)
  }

  func update(_ check: IdentityCase) throws {
    try sql.execute(
      """
      UPDATE ajo_identity_checks
      SET state = \(check.state.rawValue), reason = \(check.reason),
        decided_at = \(check.decidedAt)
      WHERE id = \(check.id)
      """)
  }

  func forget(_ user: UserID, at now: Instant) throws {
    try sql.deferred([
      "DELETE FROM ajo_cards WHERE user_id = \(user)",
      """
      UPDATE ajo_bank_accounts SET removed_at = \(now), is_primary = \(false)
      WHERE user_id = \(user) AND removed_at IS NULL
      """,
      """
      UPDATE ajo_identity_checks SET number = NULL, number_key = NULL, last_four = '',
        first_name = NULL, last_name = NULL, birthday = NULL
      WHERE user_id = \(user)
      """,
    ])
  }
}

extension Customer {
  fileprivate init(row: Row) throws {
    self.init(userID: try row["user_id"], status: try row.word("kyc_status"))
  }
}

extension IdentityCase {
  fileprivate static let columns: SQL = """
    id, user_id, document, number, number_key, last_four, first_name, last_name, birthday, state,
    reason, created_at, decided_at
    """

  fileprivate init(row: Row) throws {
    let octets: [UInt8]? = try row["number"]
    let keyID: String? = try row["number_key"]
    self.init(
      id: try row["id"], userID: try row["user_id"], document: try row.word("document"),
      number: octets.map { KeptSecret(octets: $0, keyID: keyID) },
      lastFour: try row["last_four"],
      holder: Holder(
        firstName: try row["first_name"], lastName: try row["last_name"],
        birthday: try row["birthday"]),
      createdAt: try row["created_at"],
      state: try row.word("state"),
      reason: try row["reason"], decidedAt: try row["decided_at"])
  }
}
