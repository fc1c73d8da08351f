public import Kernel

/// What a consumer says of a driver, and its managers change: who they are, and what they may be
/// served.
public struct DriverTerms: Hashable, Sendable {
  /// Who they are and what they drive.
  public var details: DriverDetails
  /// The litres a month that they may be served; nil for no limit, zero for nothing.
  public var monthlyLimit: Liters?
  /// What else limits them; nil for nothing.
  public var limits: DriverLimits?
  /// What the tank holds, above zero; nil where it is not known.
  public var tankCapacity: Liters?

  /// Puts terms together.
  public init(
    details: DriverDetails, monthlyLimit: Liters?, limits: DriverLimits? = nil,
    tankCapacity: Liters? = nil
  ) {
    self.details = details
    self.monthlyLimit = monthlyLimit
    self.limits = limits
    self.tankCapacity = tankCapacity
  }
}

extension Driver {
  /// What the consumer says of them.
  public internal(set) var terms: DriverTerms {
    get {
      DriverTerms(
        details: details, monthlyLimit: monthlyLimit, limits: limits, tankCapacity: tankCapacity)
    }
    set {
      details = newValue.details
      monthlyLimit = newValue.monthlyLimit
      limits = newValue.limits
      tankCapacity = newValue.tankCapacity
    }
  }

  /// Whose odometer it is that they drive by: the vehicle's number, else the plate, else their own.
  public var vehicleKey: String { details.vehicleNumber ?? details.licensePlate ?? "\(id)" }
}

/// What somebody asks for who makes a driver.
public struct DriverRequest: Hashable, Sendable {
  /// The id that the client chose; nil for one of ours.
  public let id: Driver.ID?
  /// The consumer; nil for the one that the caller manages.
  public let companyID: Company.ID?
  /// Who they are and what they drive.
  public let details: DriverDetails
  /// The litres a month that they may be served.
  public let monthlyLimit: MonthlyLimit
  /// What else limits them.
  public let limits: DriverLimits?
  /// What the tank holds.
  public let tankCapacity: Liters?

  /// The litres a month of a new driver.
  public enum MonthlyLimit: Hashable, Sendable {
    /// As administrators have set it for those of whom nothing is said.
    case standard
    /// So many; nil for no limit.
    case liters(Liters?)
  }

  /// Makes a request.
  public init(
    id: Driver.ID? = nil, companyID: Company.ID? = nil, details: DriverDetails,
    monthlyLimit: MonthlyLimit = .standard, limits: DriverLimits? = nil,
    tankCapacity: Liters? = nil
  ) {
    self.id = id
    self.companyID = companyID
    self.details = details
    self.monthlyLimit = monthlyLimit
    self.limits = limits
    self.tankCapacity = tankCapacity
  }

  /// The terms that it asks for.
  func terms(standard: Liters) -> DriverTerms {
    let limit =
      switch monthlyLimit {
      case .standard: Optional(standard)
      case .liters(let liters): liters
      }
    return DriverTerms(
      details: details, monthlyLimit: limit, limits: limits, tankCapacity: tankCapacity)
  }
}
