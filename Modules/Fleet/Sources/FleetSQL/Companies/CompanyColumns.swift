import Fleet
import Kernel
import Storage

extension Company {
  /// Of `fleet_companies c`.
  static let columns: SQL =
    """
    c.id, c.user_id, c.name, c.type, c.address, c.phone_number, c.tax_id, c.time_zone,
    c.is_active, c.version, c.created_at, c.updated_at, c.deleted_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], ownerID: try row["user_id"], type: try row.word("type"),
      details: CompanyDetails(
        name: try row["name"], address: try row["address"],
        phoneNumber: try row["phone_number"], taxID: try row["tax_id"],
        timeZone: try row["time_zone"]),
      isActive: try row["is_active"], version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"],
      deletedAt: try row["deleted_at"])
  }
}

extension [Company.ID] {
  /// For a list in SQL.
  var sqlValue: SQLValue { .uuids(map(\.rawValue)) }
}
