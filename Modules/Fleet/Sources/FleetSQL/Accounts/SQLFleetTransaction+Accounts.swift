import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetTransaction {
  func lockSides(supplier: Company.ID, consumer: Company.ID) throws -> TradeSides? {
    let rows = try sql.pipeline([
      """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id IN (\(supplier), \(consumer)) AND c.deleted_at IS NULL
      ORDER BY c.id \(sql.dialect.lockingRows)
      """,
      FuelAccount.selecting(supplier: supplier, consumer: consumer),
    ])
    return try TradeSides(
      supplier: supplier, consumer: consumer, companies: rows[0].map(Company.init(row:)),
      account: rows[1].first.map(FuelAccount.init(row:)))
  }

  func companyType(_ id: Company.ID) throws -> CompanyType? {
    try sql.first(
      "SELECT type FROM fleet_companies WHERE id = \(id) AND deleted_at IS NULL"
    ) { try $0.word("type") }
  }

  func lockAccount(_ id: FuelAccount.ID) throws -> FuelAccount? {
    try sql.first(
      """
      SELECT \(FuelAccount.columns) FROM fleet_accounts a
      WHERE a.id = \(id) \(sql.dialect.lockingRows)
      """, FuelAccount.init(row:))
  }

  func lockAccounts(of company: Company.ID) throws -> [FuelAccount] {
    try sql.all(
      """
      SELECT \(FuelAccount.columns) FROM fleet_accounts a
      WHERE a.supplier_company_id = \(company) OR a.consumer_company_id = \(company)
      ORDER BY a.id \(sql.dialect.lockingRows)
      """, FuelAccount.init(row:))
  }

  func balances(of account: FuelAccount) throws -> AccountView {
    guard
      let view = try sql.first(AccountView.selecting(account.id), AccountView.init(row:))
    else { throw AccessRefusal.notFound }
    return view
  }

  func available(on account: FuelAccount.ID, in unit: Unit) throws -> Money {
    try sql.first(
      """
      SELECT wallet.balance - wallet.held AS available
      FROM \(LedgerView.accounts) wallet
      WHERE owner_id = \(account) AND owner_kind = 'fleet_account' AND code = 'fleet.wallet'
        AND unit = \(unit.code)
      """
    ) { try $0.money("available", unit) } ?? .zero(unit)
  }

  func insert(_ account: FuelAccount) throws {
    try sql.deferred([
      """
      INSERT INTO fleet_accounts (id, supplier_company_id, consumer_company_id, is_active,
        low_balance, version, created_at, updated_at)
      VALUES (\(account.id), \(account.supplierID), \(account.consumerID), \(account.isActive),
        \(account.lowBalance?.minorUnits), \(account.version), \(account.createdAt),
        \(account.updatedAt))
      """
    ])
  }

  func update(_ account: FuelAccount) throws {
    try sql.deferred([
      """
      UPDATE fleet_accounts SET is_active = \(account.isActive),
        low_balance = \(account.lowBalance?.minorUnits), version = \(account.version),
        updated_at = \(account.updatedAt)
      WHERE id = \(account.id)
      """
    ])
  }

  func lockTopUp(_ id: TopUp.ID) throws -> TopUp? {
    try sql.first(
      """
      SELECT \(TopUp.columns) FROM fleet_topups WHERE id = \(id) \(sql.dialect.lockingRows)
      """, TopUp.init(row:))
  }

  func insert(_ topUp: TopUp) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO fleet_topups (id, account_id, supplier_company_id, kind, unit, amount,
        balance_after, reference, note, created_by, created_at)
      VALUES (\(topUp.id), \(topUp.accountID), \(topUp.supplierID), \(topUp.kind.rawValue),
        \(topUp.amount.unit.code), \(topUp.amount.minorUnits),
        \(topUp.balanceAfter.minorUnits), \(topUp.reference), \(topUp.note), \(topUp.createdBy),
        \(topUp.createdAt))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func update(_ topUp: TopUp) throws {
    try sql.deferred([
      """
      UPDATE fleet_topups SET reversed_at = \(topUp.reversedAt),
        reversal_reason = \(topUp.reversalReason)
      WHERE id = \(topUp.id)
      """
    ])
  }
}

extension FuelAccount {
  /// The account between two companies.
  static func selecting(supplier: Company.ID, consumer: Company.ID) -> SQL {
    """
    SELECT \(columns) FROM fleet_accounts a
    WHERE a.supplier_company_id = \(supplier) AND a.consumer_company_id = \(consumer)
    """
  }
}

extension TradeSides {
  /// The sides out of rows; nil where one is missing or none of its kind.
  init?(
    supplier: Company.ID, consumer: Company.ID, companies: [Company], account: FuelAccount?
  ) {
    guard
      let seller = companies.first(where: { $0.id == supplier && $0.type == .supplier }),
      let buyer = companies.first(where: { $0.id == consumer && $0.type == .consumer })
    else { return nil }
    self.init(supplier: seller, consumer: buyer, account: account)
  }
}
