import Fleet
import Kernel
import Storage

/// The columns that name users in records that outlast them. Large tables have an index by each.
private let leaverColumns: [(table: SQL, column: SQL)] = [
  ("fleet_invitations", "accepted_by"),
  ("fleet_drivers", "user_id"),
  ("fleet_topups", "created_by"),
]

/// The same of transactions, of which clients keep copies.
private let leaverColumnsOfSales: [SQL] = ["initiator_id", "receiver_id", "decided_by"]

extension SQLFleetTransaction {
  func forget(_ user: UserID, limit: Int) throws -> Bool {
    for (table, column) in leaverColumns {
      let count = try sql.execute(
        """
        UPDATE \(table) SET \(column) = NULL
        WHERE id IN (SELECT id FROM \(table) WHERE \(column) = \(user) ORDER BY id LIMIT \(limit))
        """)
      if count > 0 { return false }
    }
    for column in leaverColumnsOfSales {
      let rows = try sql.query(
        """
        UPDATE fleet_transactions SET \(column) = NULL
        WHERE id IN (
          SELECT id FROM fleet_transactions WHERE \(column) = \(user) ORDER BY id LIMIT \(limit))
        RETURNING id, version, supplier_company_id, consumer_company_id, driver_id
        """)
      for row in rows { try noteChange(SyncChange(ofSale: row)) }
      if !rows.isEmpty { return false }
    }
    // What they pushed is theirs alone.
    return try sql.execute(
      """
      DELETE FROM fleet_sync_changes WHERE user_id = \(user) AND change_id IN (
        SELECT change_id FROM fleet_sync_changes
        WHERE user_id = \(user) ORDER BY change_id LIMIT \(limit))
      """) == 0
  }
}

extension SyncChange {
  fileprivate init(ofSale row: Row) throws {
    let id: FuelTransaction.ID = try row["id"]
    self.init(
      .transaction, id, version: try row["version"],
      for: [
        .company(try row["supplier_company_id"]), .company(try row["consumer_company_id"]),
        .driver(try row["driver_id"]),
      ])
  }
}
