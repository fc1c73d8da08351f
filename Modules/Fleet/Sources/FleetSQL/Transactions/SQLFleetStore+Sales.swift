public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A transaction.
  public func transaction(_ id: FuelTransaction.ID) async throws -> FuelTransaction? {
    try await database.first(FuelTransaction.selecting(id), FuelTransaction.init(row:))
  }

  /// A page of transactions.
  public func transactions(
    _ filter: TransactionFilter, seenBy standing: Standing, after place: TransactionPlace?,
    limit: Int, at now: Instant
  ) async throws -> [FuelTransaction] {
    let page = SalePage(
      filter: filter, standing: standing, after: place, limit: limit, now: now,
      dialect: database.dialect)
    guard let statement = page.statement else { return [] }
    return try await database.all(statement, FuelTransaction.init(row:))
  }

  /// The zone of a company's days.
  public func timeZone(of company: Company.ID) async throws -> String? {
    try await database.first("SELECT time_zone FROM fleet_companies WHERE id = \(company)") {
      try $0["time_zone"]
    }
  }

  /// A live company's type, and whether one of somebody's companies has an account with it.
  public func relation(
    to company: Company.ID, of standing: Standing
  ) async throws -> (type: CompanyType, isCounterparty: Bool)? {
    let mine =
      standing.memberships.map(\.companyID) + (standing.driver.map { [$0.companyID] } ?? [])
    let among = database.dialect.isAmong(.uuids(mine.map(\.rawValue)))
    return try await database.first(
      """
      SELECT c.type, EXISTS (
        SELECT 1 FROM fleet_accounts a
        WHERE a.supplier_company_id = c.id AND a.consumer_company_id \(among)
          OR a.consumer_company_id = c.id AND a.supplier_company_id \(among)) AS is_counterparty
      FROM fleet_companies c WHERE c.id = \(company) AND c.deleted_at IS NULL
      """
    ) { (try $0.word("type"), try $0["is_counterparty"]) }
  }

  /// When the first request's time is over, or was; nil while none waits.
  public func firstExpiry() async throws -> Instant? {
    try await database.first(
      """
      SELECT expires_at FROM fleet_transactions WHERE status = 'pending'
      ORDER BY expires_at, id LIMIT 1
      """
    ) { try $0["expires_at"] }
  }

  /// The requests whose time is over, as far as nobody noted it.
  public func overdue(by now: Instant, limit: Int) async throws -> [FuelTransaction.ID] {
    try await database.all(
      """
      SELECT id FROM fleet_transactions WHERE status = 'pending' AND expires_at <= \(now)
      ORDER BY expires_at, id LIMIT \(limit)
      """
    ) { try $0["id"] }
  }
}
