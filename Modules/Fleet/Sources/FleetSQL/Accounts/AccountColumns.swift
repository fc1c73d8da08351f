import Fleet
import Kernel
import PlatformSQL
import Storage

extension FuelAccount {
  /// Of `fleet_accounts a`, with the names of both companies. They are no joins, so that the
  /// account's row can be locked alone.
  static let columns: SQL =
    """
    a.id, a.supplier_company_id, a.consumer_company_id, a.is_active, a.low_balance, a.version,
    a.created_at, a.updated_at,
    (SELECT s.name FROM fleet_companies s WHERE s.id = a.supplier_company_id) AS supplier_name,
    (SELECT c.name FROM fleet_companies c WHERE c.id = a.consumer_company_id) AS consumer_name
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], supplierID: try row["supplier_company_id"],
      supplierName: try row["supplier_name"], consumerID: try row["consumer_company_id"],
      consumerName: try row["consumer_name"], isActive: try row["is_active"],
      lowBalance: try row.optionalMoney("low_balance", .dinar), version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"])
  }
}

extension AccountView {
  /// What the ledger has of `fleet_accounts a`, in each unit.
  static let columns: SQL =
    """
    \(FuelAccount.columns),
    COALESCE(m.balance - m.held, 0) AS available_money,
    COALESCE(m.held, 0) AS held_money,
    COALESCE(-mr.balance, 0) AS owed_money,
    COALESCE(l.balance - l.held, 0) AS available_liters,
    COALESCE(l.held, 0) AS held_liters,
    COALESCE(-lr.balance, 0) AS owed_liters
    """

  /// Each by the ledger's unique index.
  static let source: SQL =
    """
    fleet_accounts a
    LEFT JOIN \(LedgerView.accounts) m ON m.owner_id = a.id AND m.owner_kind = 'fleet_account'
      AND m.code = 'fleet.wallet' AND m.unit = 'DZD'
    LEFT JOIN \(LedgerView.accounts) mr ON mr.owner_id = a.id AND mr.owner_kind = 'fleet_account'
      AND mr.code = 'fleet.receivable' AND mr.unit = 'DZD'
    LEFT JOIN \(LedgerView.accounts) l ON l.owner_id = a.id AND l.owner_kind = 'fleet_account'
      AND l.code = 'fleet.wallet' AND l.unit = 'L'
    LEFT JOIN \(LedgerView.accounts) lr ON lr.owner_id = a.id AND lr.owner_kind = 'fleet_account'
      AND lr.code = 'fleet.receivable' AND lr.unit = 'L'
    """

  init(row: Row) throws {
    self.init(
      try FuelAccount(row: row),
      money: AccountBalance(
        available: try row.money("available_money", .dinar),
        held: try row.money("held_money", .dinar), owed: try row.money("owed_money", .dinar)),
      liters: AccountBalance(
        available: try row.money("available_liters", .litres),
        held: try row.money("held_liters", .litres), owed: try row.money("owed_liters", .litres)))
  }

  /// One account with what is on it.
  static func selecting(_ id: FuelAccount.ID) -> SQL {
    "SELECT \(columns) FROM \(source) WHERE a.id = \(id)"
  }
}

extension TopUp {
  /// Of `fleet_topups`.
  static let columns: SQL =
    """
    id, account_id, supplier_company_id, kind, unit, amount, balance_after, reference, note,
    created_by, created_at, reversed_at, reversal_reason
    """

  init(row: Row) throws {
    let unit: Unit = try row.get("unit", as: String.self) == "L" ? .litres : .dinar
    self.init(
      id: try row["id"], accountID: try row["account_id"],
      supplierID: try row["supplier_company_id"], kind: try row.word("kind"),
      amount: try row.money("amount", unit), reference: try row["reference"],
      note: try row["note"], balanceAfter: try row.money("balance_after", unit),
      createdBy: try row["created_by"], createdAt: try row["created_at"],
      reversedAt: try row["reversed_at"], reversalReason: try row["reversal_reason"])
  }
}
