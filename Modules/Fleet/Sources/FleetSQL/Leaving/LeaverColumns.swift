import Fleet
import Kernel
import Storage

/// The columns that name users in records that outlast them. Large tables have an index by each.
private let leaverColumns: [(table: SQL, column: SQL)] = [
  ("fleet_invitations", "accepted_by"),
  ("fleet_drivers", "user_id"),
  ("fleet_topups", "created_by"),
  ("fleet_transactions", "initiator_id"),
  ("fleet_transactions", "receiver_id"),
  ("fleet_transactions", "decided_by"),
]

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
    // What they pushed is theirs alone.
    return try sql.execute(
      """
      DELETE FROM fleet_sync_changes WHERE user_id = \(user) AND change_id IN (
        SELECT change_id FROM fleet_sync_changes
        WHERE user_id = \(user) ORDER BY change_id LIMIT \(limit))
      """) == 0
  }
}
