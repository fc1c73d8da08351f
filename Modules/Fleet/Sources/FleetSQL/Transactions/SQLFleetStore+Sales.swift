public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// A transaction.
  public func transaction(_ id: FuelTransaction.ID) async throws -> FuelTransaction? {
    try await database.first(FuelTransaction.selecting(id), FuelTransaction.init(row:))
  }

  /// Between whom a transaction is.
  public func parties(
    of id: FuelTransaction.ID
  ) async throws -> (supplier: Company.ID, consumer: Company.ID)? {
    try await database.first(
      """
      SELECT supplier_company_id, consumer_company_id FROM fleet_transactions WHERE id = \(id)
      """
    ) { (try $0["supplier_company_id"], try $0["consumer_company_id"]) }
  }

  /// A page of transactions.
  public func transactions(
    _ filter: TransactionFilter, seenBy standing: Standing, after place: TransactionPlace?,
    limit: Int, at now: Instant
  ) async throws -> [FuelTransaction] {
    let page = SalePage(
      filter: filter, standing: standing, after: place, limit: limit, now: now,
      dialect: database.dialect)
    var pages: [[FuelTransaction]] = []
    for statement in page.statements {
      pages.append(try await database.all(statement, FuelTransaction.init(row:)))
    }
    return page.merged(pages)
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

  /// When a request's time is over, or was, or a held one is to be tried again: the first of them.
  public func firstExpiry() async throws -> Instant? {
    try await database.first(
      """
      SELECT MIN(due) AS due FROM (
        SELECT due FROM (
          SELECT expires_at AS due FROM fleet_transactions
          WHERE status = 'pending' AND held_until IS NULL
          ORDER BY expires_at, id LIMIT 1) AS waiting
        UNION ALL
        SELECT MIN(held_until) FROM fleet_transactions
        WHERE status = 'pending' AND held_until IS NOT NULL) AS moments
      """
    ) { try $0.get("due", as: Instant?.self) } ?? nil
  }

  /// The requests whose time is over, as far as nobody noted it or holds them.
  public func overdue(
    by now: Instant, after place: OverduePlace?, limit: Int
  ) async throws -> [OverduePlace] {
    let after: SQL =
      place.map { "AND (expires_at, id) > (\($0.expiresAt), \($0.id))" } ?? ""
    return try await database.all(
      """
      SELECT expires_at, id FROM fleet_transactions
      WHERE status = 'pending' AND expires_at <= \(now) \(after)
        AND (held_until IS NULL OR held_until <= \(now))
      ORDER BY expires_at, id LIMIT \(limit)
      """
    ) { OverduePlace(expiresAt: try $0["expires_at"], id: try $0["id"]) }
  }
}
