public import Ajo
public import Kernel
import Payments
import PlatformSQL
import Storage

extension SQLPaymentStore {
  private var banks: StoredList<LinkedBank> {
    StoredList(
      database: work.database, table: "ajo_bank_accounts", columns: LinkedBank.columns,
      read: LinkedBank.init(row:))
  }

  /// A linked account, whoever's.
  public func bank(_ id: LinkedBank.ID) async throws -> LinkedBank? {
    try await banks.first("id = \(id)", "removed_at IS NULL")
  }

  /// Up to `limit` linked accounts of a user, newest first.
  public func banks(
    of user: UserID, before: LinkedBank.ID?, limit: Int
  ) async throws -> [LinkedBank] {
    try await banks.newest(
      ["user_id = \(user)", "removed_at IS NULL"], before: before, limit: limit)
  }

  /// Up to `limit` accounts that wait for a person, newest first.
  public func undecidedBanks(before: LinkedBank.ID?, limit: Int) async throws -> [LinkedBank] {
    try await banks.newest(
      ["state = 'pending'", "removed_at IS NULL"], before: before, limit: limit)
  }
}

extension SQLPaymentTransaction {
  func lockBank(_ id: LinkedBank.ID, of user: UserID) throws -> LinkedBank? {
    try lockBank(id).flatMap { $0.userID == user ? $0 : nil }
  }

  func lockBank(_ id: LinkedBank.ID) throws -> LinkedBank? {
    try sql.first(
      """
      SELECT \(LinkedBank.columns) FROM ajo_bank_accounts
      WHERE id = \(id) AND removed_at IS NULL \(lockingRows)
      """, LinkedBank.init(row:))
  }

  func bank(_ id: LinkedBank.ID) throws -> LinkedBank? {
    try sql.first(
      "SELECT \(LinkedBank.columns) FROM ajo_bank_accounts WHERE id = \(id)",
      LinkedBank.init(row:))
  }

  func banks(of user: UserID) throws -> [LinkedBank] {
    try sql.all(
      """
      SELECT \(LinkedBank.columns) FROM ajo_bank_accounts
      WHERE user_id = \(user) AND removed_at IS NULL ORDER BY id \(lockingRows)
      """, LinkedBank.init(row:))
  }

  func isInUse(_ id: LinkedBank.ID) throws -> Bool {
    try sql.first(
      """
      SELECT id FROM ajo_withdrawals
      WHERE bank_account_id = \(id) AND state IN ('held', 'submitted') LIMIT 1
      """
    ) { _ in true } ?? false
  }

  func insert(_ bank: LinkedBank) throws {
    try sql.execute(
      """
      INSERT INTO ajo_bank_accounts (id, user_id, bank_code, bank_name, account_number,
        account_name, state, is_primary, created_at, version)
      VALUES (\(bank.id), \(bank.userID), \(bank.account.bankCode), \(bank.bankName),
        \(bank.account.number), \(bank.accountName), \(bank.state.rawValue), \(bank.isPrimary),
        \(bank.createdAt), \(bank.version))
      """)
  }

  func update(_ bank: LinkedBank) throws {
    try sql.execute(
      """
      UPDATE ajo_bank_accounts
      SET account_name = \(bank.accountName), state = \(bank.state.rawValue),
        is_primary = \(bank.isPrimary), version = \(bank.version)
      WHERE id = \(bank.id)
      """)
  }

  func remove(_ bank: LinkedBank, at now: Instant) throws {
    try sql.execute(
      """
      UPDATE ajo_bank_accounts SET removed_at = \(now), is_primary = \(false)
      WHERE id = \(bank.id)
      """)
  }
}

extension LinkedBank {
  fileprivate static let columns: SQL = """
    id, user_id, bank_code, bank_name, account_number, account_name, state, is_primary,
    created_at, version
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: try row["id"], userID: try row["user_id"],
      account: BankAccount(bankCode: try row["bank_code"], number: try row["account_number"]),
      bankName: try row["bank_name"], createdAt: try row["created_at"],
      accountName: try row["account_name"], state: try row.word("state"),
      isPrimary: try row["is_primary"], version: try row["version"])
  }
}
