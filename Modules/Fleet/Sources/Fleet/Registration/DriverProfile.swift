/// What a driver tells of themselves when they sign up. It waits until a company invites them.
public struct DriverProfile: Hashable, Sendable {
  /// The number of the driving licence, 1–100 characters.
  public let licenseNumber: String
  /// The number of the vehicle, up to 100 characters.
  public let vehicleNumber: String?
  /// The model of the truck, up to 100 characters.
  public let truckModel: String?
  /// The plate, up to 50 characters.
  public let licensePlate: String?

  /// Makes a profile.
  public init(
    licenseNumber: String, vehicleNumber: String?, truckModel: String?, licensePlate: String?
  ) {
    self.licenseNumber = licenseNumber
    self.vehicleNumber = vehicleNumber
    self.truckModel = truckModel
    self.licensePlate = licensePlate
  }
}
