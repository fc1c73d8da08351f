public import Fleet
public import Kernel
import Storage

extension SQLFleetStore {
  /// What a user told who waits for an invitation.
  public func waitingDriver(_ user: UserID) async throws -> DriverProfile? {
    try await database.first(DriverProfile.selecting(user), DriverProfile.init(row:))
  }
}

extension SQLFleetTransaction {
  func waitingDriver(_ user: UserID) throws -> DriverProfile? {
    try sql.first(DriverProfile.selecting(user), DriverProfile.init(row:))
  }

  func insertWaitingDriver(_ profile: DriverProfile, of user: UserID, at now: Instant) throws {
    try sql.execute(
      """
      INSERT INTO fleet_waiting_drivers (user_id, license_number, vehicle_number, truck_model,
        license_plate, created_at)
      VALUES (\(user), \(profile.licenseNumber), \(profile.vehicleNumber),
        \(profile.truckModel), \(profile.licensePlate), \(now))
      ON CONFLICT DO NOTHING
      """)
  }

  func removeWaitingDriver(_ user: UserID) throws {
    try sql.deferred(["DELETE FROM fleet_waiting_drivers WHERE user_id = \(user)"])
  }
}

extension DriverProfile {
  fileprivate static func selecting(_ user: UserID) -> SQL {
    """
    SELECT license_number, vehicle_number, truck_model, license_plate
    FROM fleet_waiting_drivers WHERE user_id = \(user)
    """
  }

  fileprivate init(row: Row) throws {
    self.init(
      licenseNumber: try row["license_number"], vehicleNumber: try row["vehicle_number"],
      truckModel: try row["truck_model"], licensePlate: try row["license_plate"])
  }
}
