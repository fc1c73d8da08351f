public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// An account with what is on it.
  public func account(_ id: FuelAccount.ID) async throws -> AccountView? {
    try await database.first(AccountView.selecting(id), AccountView.init(row:))
  }

  /// A page of somebody's companies' accounts, the newest first.
  public func accounts(
    of standing: Standing, with company: Company.ID?, before place: FuelAccount.ID?, limit: Int
  ) async throws -> [AccountView] {
    var conditions: [SQL] = []
    if standing.oversight == nil {
      let mine = standing.memberships.map(\.companyID)
      guard !mine.isEmpty else { return [] }
      let among = database.dialect.isAmong(.uuids(mine.map(\.rawValue)))
      conditions.append("(a.supplier_company_id \(among) OR a.consumer_company_id \(among))")
    }
    if let company {
      conditions.append(
        "(a.supplier_company_id = \(company) OR a.consumer_company_id = \(company))")
    }
    if let place { conditions.append("a.id < \(place)") }
    let filter: SQL =
      conditions.isEmpty ? "" : "WHERE \(SQL.joined(conditions, separator: " AND "))"
    return try await database.all(
      """
      SELECT \(AccountView.columns) FROM \(AccountView.source) \(filter)
      ORDER BY a.id DESC LIMIT \(limit)
      """, AccountView.init(row:))
  }

  /// A page of an account's top-ups, the newest first.
  public func topUps(
    of account: FuelAccount.ID, before place: TopUpPlace?, limit: Int
  ) async throws -> [TopUp] {
    let before: SQL = place.map { "AND (created_at, id) < (\($0.at), \($0.id))" } ?? ""
    return try await database.all(
      """
      SELECT \(TopUp.columns) FROM fleet_topups WHERE account_id = \(account) \(before)
      ORDER BY created_at DESC, id DESC LIMIT \(limit)
      """, TopUp.init(row:))
  }

  /// A top-up of an account.
  public func topUp(_ id: TopUp.ID, of account: FuelAccount.ID) async throws -> TopUp? {
    try await database.first(
      "SELECT \(TopUp.columns) FROM fleet_topups WHERE id = \(id) AND account_id = \(account)",
      TopUp.init(row:))
  }
}
