import Fleet
import Kernel
import PlatformSQL
import Storage

extension SQLFleetTransaction {
  func lockCompany(_ id: Company.ID) throws -> Company? {
    try sql.first(
      """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id = \(id) AND c.deleted_at IS NULL \(sql.dialect.lockingRows)
      """, Company.init(row:))
  }

  func company(_ id: Company.ID) throws -> Company? {
    try sql.first(
      "SELECT \(Company.columns) FROM fleet_companies c WHERE c.id = \(id)", Company.init(row:))
  }

  func balances(of company: Company) throws -> CompanyBalances {
    CompanyBalances(
      of: company.id,
      among: try sql.all(
        CompanyBalanceRow.selecting([company.id], in: sql.dialect), CompanyBalanceRow.init(row:)))
  }

  func isCounterparty(_ company: Company.ID, of standing: Standing) throws -> Bool {
    let near = SQLFleetStore.isCounterparty(of: standing.ownCompanies, sql.dialect)
    return try sql.first("SELECT 1 FROM fleet_companies c WHERE c.id = \(company) AND \(near)") {
      _ in true
    } ?? false
  }

  func companyOwned(by user: UserID) throws -> Company.ID? {
    try sql.first(
      "SELECT id FROM fleet_companies WHERE user_id = \(user) AND deleted_at IS NULL"
    ) { try $0["id"] }
  }

  func insert(_ company: Company) throws -> Bool {
    let details = company.details
    return try sql.execute(
      """
      INSERT INTO fleet_companies (id, user_id, name, type, address, phone_number, tax_id,
        time_zone, is_active, version, created_at, updated_at)
      VALUES (\(company.id), \(company.ownerID), \(details.name), \(company.type.rawValue),
        \(details.address), \(details.phoneNumber), \(details.taxID), \(details.timeZone),
        \(company.isActive), \(company.version), \(company.createdAt), \(company.updatedAt))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func update(_ company: Company) throws {
    let details = company.details
    do {
      try sql.execute(
        """
        UPDATE fleet_companies
        SET user_id = \(company.ownerID), name = \(details.name), address = \(details.address),
          phone_number = \(details.phoneNumber), tax_id = \(details.taxID),
          time_zone = \(details.timeZone), is_active = \(company.isActive),
          version = \(company.version), updated_at = \(company.updatedAt),
          deleted_at = \(company.deletedAt)
        WHERE id = \(company.id)
        """)
    } catch let error as StorageError
      where error.isUniqueViolation(of: "fleet_companies", "user_id")
    {
      throw MemberRefusal.ownsACompany
    }
  }

  func lockDrivers(of company: Company.ID) throws -> [Driver] {
    try sql.all(
      """
      SELECT \(Driver.columns) FROM fleet_drivers d
      WHERE d.consumer_company_id = \(company) AND d.deleted_at IS NULL
      ORDER BY d.id \(sql.dialect.lockingRows)
      """, Driver.init(row:))
  }

  func hasPending(_ company: Company.ID, at now: Instant) throws -> Bool {
    for side: SQL in ["supplier_company_id", "consumer_company_id"] {
      let found = try sql.first(
        """
        SELECT 1 FROM fleet_transactions
        WHERE \(side) = \(company) AND status = 'pending' AND expires_at > \(now)
        LIMIT 1
        """
      ) { _ in true }
      if found == true { return true }
    }
    return false
  }

  func hasOpenBalances(_ company: Company.ID) throws -> Bool {
    try sql.first(
      """
      SELECT 1 FROM fleet_accounts a JOIN \(LedgerView.accounts) l ON l.owner_id = a.id
      WHERE (a.supplier_company_id = \(company) OR a.consumer_company_id = \(company))
        AND l.code IN ('fleet.wallet', 'fleet.receivable')
        AND l.balance <> 0
      LIMIT 1
      """
    ) { _ in true } ?? false
  }
}
