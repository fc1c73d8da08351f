public import Kernel

/// Somebody who is served fuel on a consumer's account.
public struct Driver: Hashable, Sendable {
  /// The driver's id.
  public typealias ID = Identifier<Driver>

  /// The driver's id; clients may choose it.
  public let id: ID
  /// The user; nil until they accept the invitation, and once they have deleted their account.
  public internal(set) var userID: UserID?
  /// The consumer that they drive for. It never changes.
  public let companyID: Company.ID
  /// The name of that company.
  public let companyName: String
  /// Who they are and what they drive.
  public internal(set) var details: DriverDetails
  /// The litres a month that they may be served; nil for no limit, zero for nothing.
  public internal(set) var monthlyLimit: Liters?
  /// What else limits them; nil for nothing.
  public internal(set) var limits: DriverLimits?
  /// What the tank holds, above zero; nil where it is not known.
  public internal(set) var tankCapacity: Liters?
  /// What the meter of their vehicle showed last.
  public internal(set) var odometer: Odometer?
  /// The litres that they were served in all: `total_liters_consumed`.
  public internal(set) var totalLiters: Liters
  /// The dinars that were charged for them in all: `balance_dzd`.
  public internal(set) var chargedMoney: Money
  /// Whether they may be served.
  public internal(set) var isActive: Bool
  /// How often they were changed, from 1; sums that move are no change.
  public internal(set) var version: Int64
  /// When they were made.
  public let createdAt: Instant
  /// When they were last changed.
  public internal(set) var updatedAt: Instant
  /// When they were deleted; nil for who lives.
  public internal(set) var deletedAt: Instant?

  /// Puts a driver together.
  public init(
    id: ID, userID: UserID?, companyID: Company.ID, companyName: String, details: DriverDetails,
    monthlyLimit: Liters?, limits: DriverLimits? = nil, tankCapacity: Liters? = nil,
    odometer: Odometer? = nil, totalLiters: Liters = .zero(.litres),
    chargedMoney: Money = .zero(.dinar), isActive: Bool = true, version: Int64 = 1,
    createdAt: Instant, updatedAt: Instant? = nil, deletedAt: Instant? = nil
  ) {
    self.id = id
    self.userID = userID
    self.companyID = companyID
    self.companyName = companyName
    self.details = details
    self.monthlyLimit = monthlyLimit
    self.limits = limits
    self.tankCapacity = tankCapacity
    self.odometer = odometer
    self.totalLiters = totalLiters
    self.chargedMoney = chargedMoney
    self.isActive = isActive
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
    self.deletedAt = deletedAt
  }
}

/// Who a driver is, and what they drive.
public struct DriverDetails: Hashable, Sendable {
  /// Their name, 1–255 characters.
  public var name: String
  /// The address that they are invited at, in its canonical form.
  public var email: EmailAddress
  /// Their phone number, up to 50 characters.
  public var phoneNumber: String?
  /// The number of the driving licence, 1–100 characters; no two drivers of a company have one.
  public var licenseNumber: String
  /// The number of the vehicle, up to 100 characters.
  public var vehicleNumber: String?
  /// The model of the truck, up to 100 characters.
  public var truckModel: String?
  /// The plate, up to 50 characters.
  public var licensePlate: String?

  /// Puts details together.
  public init(
    name: String, email: EmailAddress, phoneNumber: String? = nil, licenseNumber: String,
    vehicleNumber: String? = nil, truckModel: String? = nil, licensePlate: String? = nil
  ) {
    self.name = name
    self.email = email
    self.phoneNumber = phoneNumber
    self.licenseNumber = licenseNumber
    self.vehicleNumber = vehicleNumber
    self.truckModel = truckModel
    self.licensePlate = licensePlate
  }
}

/// What a vehicle's meter shows, in tenths of a kilometre.
public struct Odometer: Hashable, Sendable, Comparable {
  /// Tenths of a kilometre, from 0.
  public let tenths: Int64

  /// Makes a reading.
  public init(tenths: Int64) {
    self.tenths = tenths
  }

  /// Whether it shows less.
  public static func < (left: Odometer, right: Odometer) -> Bool { left.tenths < right.tenths }
}
