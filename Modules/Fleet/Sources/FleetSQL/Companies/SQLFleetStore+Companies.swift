public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A live company as somebody sees it.
  public func company(_ id: Company.ID, seenBy standing: Standing) async throws -> CompanySight? {
    let companies = standing.ownCompanies
    let found = try await database.first(
      """
      SELECT \(Company.columns), \(Self.isCounterparty(of: companies, database.dialect)) AS near
      FROM fleet_companies c WHERE c.id = \(id) AND c.deleted_at IS NULL
      """
    ) { (try Company(row: $0), try $0.get("near", as: Bool.self)) }
    guard let (company, isCounterparty) = found else { return nil }
    return try await sights([company], of: standing) { _ in isCounterparty }.first
  }

  /// Live companies by their ids.
  public func companies(_ ids: [Company.ID]) async throws -> [Company] {
    guard !ids.isEmpty else { return [] }
    return try await database.all(
      """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id \(database.dialect.isAmong(ids.sqlValue)) AND c.deleted_at IS NULL
      """, Company.init(row:))
  }

  /// A page of live companies, newest first.
  public func companies(
    _ filter: CompanyFilter, seenBy standing: Standing, after place: CompanyPlace?, limit: Int
  ) async throws -> [CompanySight] {
    let page = CompanyPage(filter: filter, after: place, limit: limit)
    let statement =
      standing.oversight == nil
      ? page.selecting(near: standing.ownCompanies, in: database.dialect) : page.all
    let found = try await database.all(statement, Company.init(row:))
    return try await sights(found, of: standing) { _ in true }
  }

  /// Companies as somebody sees them, in the same order; those that they may not know of are left
  /// out.
  private func sights(
    _ companies: [Company], of standing: Standing, isCounterparty: (Company) -> Bool
  ) async throws -> [CompanySight] {
    let verdicts = companies.map { company in
      AccessTable.verdict(
        on: .readCompany,
        for: standing.relations(
          to: company.id, of: company.type, isCounterparty: isCounterparty(company)))
    }
    let full = zip(companies, verdicts).filter { $0.1 == .allowed }.map(\.0.id)
    let balances =
      full.isEmpty
      ? []
      : try await database.all(
        CompanyBalanceRow.selecting(full, in: database.dialect), CompanyBalanceRow.init(row:))
    return zip(companies, verdicts).compactMap { company, verdict in
      guard verdict >= .card else { return nil }
      return CompanySight(
        company: company,
        balances: verdict == .allowed
          ? CompanyBalances(of: company.id, among: balances) : nil,
        role: standing.membership(in: company.id)?.role)
    }
  }

  /// Whether `fleet_companies c` has an account with one of these companies.
  static func isCounterparty(of companies: [Company.ID], _ dialect: Dialect) -> SQL {
    let among = dialect.isAmong(companies.sqlValue)
    return """
      (EXISTS (SELECT 1 FROM fleet_accounts a
        WHERE a.supplier_company_id = c.id AND a.consumer_company_id \(among))
      OR EXISTS (SELECT 1 FROM fleet_accounts a
        WHERE a.consumer_company_id = c.id AND a.supplier_company_id \(among)))
      """
  }
}

extension Standing {
  /// The companies that they are in, or drive for.
  var ownCompanies: [Company.ID] {
    memberships.map(\.companyID) + (driver.map { [$0.companyID] } ?? [])
  }
}

/// A page of companies.
private struct CompanyPage {
  let filter: CompanyFilter
  let after: CompanyPlace?
  let limit: Int

  /// Of all companies.
  var all: SQL {
    """
    SELECT \(Company.columns) FROM fleet_companies c WHERE \(conditions) \(order)
    """
  }

  /// Of those near somebody: their own companies, and those that have an account with one of them;
  /// beside them all active suppliers, where suppliers are asked for.
  func selecting(near own: [Company.ID], in dialect: Dialect) -> SQL {
    let among = dialect.isAmong(own.sqlValue)
    let suppliers: SQL =
      filter.type == .supplier && filter.isActive != false
      ? """
      UNION
      SELECT id FROM (
        SELECT c.id FROM fleet_companies c WHERE c.is_active = \(true) AND \(conditions) \(order)
      ) s
      """ : ""
    return """
      SELECT \(Company.columns) FROM fleet_companies c
      WHERE c.id IN (
        SELECT o.id FROM fleet_companies o WHERE o.id \(among)
        UNION
        SELECT a.consumer_company_id FROM fleet_accounts a WHERE a.supplier_company_id \(among)
        UNION
        SELECT a.supplier_company_id FROM fleet_accounts a WHERE a.consumer_company_id \(among)
        \(suppliers)
      ) AND \(conditions)
      \(order)
      """
  }

  private var conditions: SQL {
    var conditions: [SQL] = ["c.deleted_at IS NULL"]
    if let type = filter.type { conditions.append("c.type = \(type.rawValue)") }
    if let isActive = filter.isActive { conditions.append("c.is_active = \(isActive)") }
    if let after {
      conditions.append("(c.created_at, c.id) < (\(after.createdAt), \(after.id))")
    }
    return SQL.joined(conditions, separator: " AND ")
  }

  private var order: SQL { "ORDER BY c.created_at DESC, c.id DESC LIMIT \(limit)" }
}
