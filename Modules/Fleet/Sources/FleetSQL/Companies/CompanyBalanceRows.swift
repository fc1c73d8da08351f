import Fleet
import Kernel
import PlatformSQL
import Storage

/// The balances of companies, out of the ledger.
struct CompanyBalanceRow {
  let companyID: Company.ID
  let unit: String
  let balance: Int64
  let held: Int64

  init(row: Row) throws {
    companyID = try row["company_id"]
    unit = try row["unit"]
    balance = try row["balance"]
    held = try row["held"]
  }

  /// The balances of these companies: a consumer's are the sums of its accounts, a supplier's what
  /// it sold; what waits to be decided is held of both.
  static func selecting(_ companies: [Company.ID], in dialect: Dialect) -> SQL {
    let among = dialect.isAmong(companies.sqlValue)
    return """
      SELECT a.consumer_company_id AS company_id, l.unit,
        CAST(sum(l.balance) AS bigint) AS balance, CAST(sum(l.held) AS bigint) AS held
      FROM fleet_accounts a
      JOIN \(LedgerView.accounts) l ON l.owner_id = a.id AND l.code = 'fleet.wallet'
      WHERE a.consumer_company_id \(among)
      GROUP BY a.consumer_company_id, l.unit
      UNION ALL
      SELECT l.owner_id, l.unit, l.balance, l.incoming
      FROM \(LedgerView.accounts) l
      WHERE l.owner_id \(among) AND l.code = 'fleet.sales'
      """
  }
}

extension CompanyBalances {
  /// The balances of one company out of those of several.
  init(of company: Company.ID, among rows: [CompanyBalanceRow]) {
    let rows = rows.filter { $0.companyID == company }
    let (money, liters) = (
      rows.first { $0.unit == Unit.dinar.code }, rows.first { $0.unit == Unit.litres.code }
    )
    self.init(
      money: .dinars(centimes: money?.balance ?? 0),
      heldMoney: .dinars(centimes: money?.held ?? 0),
      liters: .liters(hundredths: liters?.balance ?? 0),
      heldLiters: .liters(hundredths: liters?.held ?? 0))
  }
}
