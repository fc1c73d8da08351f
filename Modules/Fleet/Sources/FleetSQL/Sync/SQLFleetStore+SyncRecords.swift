public import Fleet
import Storage

// The records of a page, each kind by one statement.
extension SQLFleetStore {
  /// Live drivers by their ids.
  public func drivers(_ ids: [Driver.ID]) async throws -> [LocalDriver] {
    guard !ids.isEmpty else { return [] }
    return try await database.all(
      """
      SELECT \(Driver.columns) FROM fleet_drivers d
      WHERE d.id \(database.dialect.isAmong(ids.sqlValue)) AND d.deleted_at IS NULL
      """, LocalDriver.init(row:))
  }

  /// Accounts with what is on them, by their ids.
  public func accounts(_ ids: [FuelAccount.ID]) async throws -> [AccountView] {
    guard !ids.isEmpty else { return [] }
    return try await database.all(
      """
      SELECT \(AccountView.columns) FROM \(AccountView.source)
      WHERE a.id \(database.dialect.isAmong(ids.sqlValue))
      """, AccountView.init(row:))
  }

  /// Transactions by their ids.
  public func transactions(_ ids: [FuelTransaction.ID]) async throws -> [FuelTransaction] {
    guard !ids.isEmpty else { return [] }
    return try await database.all(
      """
      SELECT \(FuelTransaction.columns) FROM fleet_transactions t
      WHERE t.id \(database.dialect.isAmong(ids.sqlValue))
      """, FuelTransaction.init(row:))
  }
}
