public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// The drivers that a user is or was.
  public func drivers(linkedTo user: UserID) async throws -> [Driver] {
    try await database.all(
      "SELECT \(Driver.columns) FROM fleet_drivers d WHERE d.user_id = \(user) ORDER BY d.id",
      Driver.init(row:))
  }

  /// A page of the transactions that name a user.
  public func transactions(
    naming user: UserID, after: FuelTransaction.ID?, limit: Int
  ) async throws -> [FuelTransaction] {
    let place: SQL = after.map { "AND id > \($0)" } ?? ""
    // Each by the index of its column.
    let columns: [SQL] = ["initiator_id", "receiver_id", "decided_by"]
    let own: [SQL] = columns.map {
      "SELECT id FROM fleet_transactions WHERE \($0) = \(user) \(place)"
    }
    let served: SQL = """
      SELECT id FROM fleet_transactions
      WHERE driver_id IN (SELECT id FROM fleet_drivers WHERE user_id = \(user)) \(place)
      """
    return try await database.all(
      """
      SELECT \(FuelTransaction.columns) FROM fleet_transactions t
      WHERE t.id IN (\(SQL.joined(own + [served], separator: " UNION ")))
      ORDER BY t.id LIMIT \(limit)
      """, FuelTransaction.init(row:))
  }

  /// A page of the top-ups that a user made.
  public func topUps(
    madeBy user: UserID, after: TopUp.ID?, limit: Int
  ) async throws -> [TopUp] {
    let place: SQL = after.map { "AND id > \($0)" } ?? ""
    return try await database.all(
      """
      SELECT \(TopUp.columns) FROM fleet_topups WHERE created_by = \(user) \(place)
      ORDER BY id LIMIT \(limit)
      """, TopUp.init(row:))
  }

  /// The invitations that a user accepted.
  public func invitations(acceptedBy user: UserID) async throws -> [CompanyInvitation] {
    try await database.all(
      """
      SELECT \(CompanyInvitation.columns) FROM fleet_invitations i
      WHERE i.accepted_by = \(user) ORDER BY i.id
      """, CompanyInvitation.init(row:))
  }

  /// A page of the changes that a user pushed.
  public func changes(
    pushedBy user: UserID, after: PushedChange.ID?, limit: Int
  ) async throws -> [KeptChange] {
    let place: SQL = after.map { "AND change_id > \($0)" } ?? ""
    return try await database.all(
      """
      SELECT change_id, entity, record_id, version, status, code, errors, pushed_at
      FROM fleet_sync_changes WHERE user_id = \(user) \(place)
      ORDER BY change_id LIMIT \(limit)
      """
    ) {
      KeptChange(
        id: try $0["change_id"], change: try PushedChange(row: $0), at: try $0["pushed_at"])
    }
  }
}
