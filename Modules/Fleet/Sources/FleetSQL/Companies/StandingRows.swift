public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// What a user is in Fleet.
  public func standing(of user: UserID, oversight: Oversight?) async throws -> Standing {
    Standing(
      of: user, rows: try await database.all(Standing.selecting(user), StandingRow.init(row:)),
      oversight: oversight)
  }
}

extension SQLFleetTransaction {
  func standing(of user: UserID, oversight: Oversight?) throws -> Standing {
    Standing(
      of: user, rows: try sql.all(Standing.selecting(user), StandingRow.init(row:)),
      oversight: oversight)
  }
}

/// One link of a user: a membership, or the driver that they are.
enum StandingRow {
  case member(Standing.Membership)
  case driver(Standing.DrivingSeat)

  init(row: Row) throws {
    let company: Company.ID = try row["company_id"]
    if let driver = try row.get("driver_id", as: Driver.ID?.self) {
      self = .driver(Standing.DrivingSeat(driverID: driver, companyID: company))
    } else {
      self = .member(
        Standing.Membership(
          companyID: company, type: try row.word("type"), role: try row.word("role")))
    }
  }
}

extension Standing {
  /// All links of a user, by the indexes of both tables.
  static func selecting(_ user: UserID) -> SQL {
    """
    SELECT m.company_id, c.type, m.role, NULL AS driver_id
    FROM fleet_members m JOIN fleet_companies c ON c.id = m.company_id
    WHERE m.user_id = \(user) AND c.deleted_at IS NULL
    UNION ALL
    SELECT d.consumer_company_id, NULL, NULL, d.id
    FROM fleet_drivers d WHERE d.user_id = \(user) AND d.deleted_at IS NULL
    """
  }

  init(of user: UserID, rows: [StandingRow], oversight: Oversight?) {
    var memberships: [Membership] = []
    var seat: DrivingSeat?
    for row in rows {
      switch row {
      case .member(let membership): memberships.append(membership)
      case .driver(let driver): seat = driver
      }
    }
    self.init(userID: user, memberships: memberships, driver: seat, oversight: oversight)
  }
}
