import Fleet
import Kernel
import Router

/// The body of `POST /drivers`.
struct DriverInput: RequestInput {
  let request: DriverRequest

  init(from fields: inout RequestFields) {
    let id = fields.ownID(of: Driver.self)
    let company = fields.nullableBody("consumer_company_id", .id(of: Company.self))
    let details = DriverDetails(from: &fields)
    let limit: DriverRequest.MonthlyLimit =
      switch fields.patchBody("monthly_limit", .liters) {
      case .absent: .standard
      case .clear: .liters(nil)
      case .set(let liters): .liters(liters)
      }
    request = DriverRequest(
      id: id, companyID: company, details: details, monthlyLimit: limit,
      limits: fields.nullableBody("limits", .driverLimits),
      tankCapacity: fields.nullableBody("tank_capacity", .positiveLiters))
  }
}

extension DriverDetails {
  /// The fields of who a driver is.
  fileprivate init(from fields: inout RequestFields) {
    self.init(
      name: fields.body("name", .driverName), email: fields.body("email", .email),
      phoneNumber: fields.nullableBody("phone_number", .fleetPhoneNumber),
      licenseNumber: fields.body("license_number", .line(length: 1...100)),
      vehicleNumber: fields.nullableBody("vehicle_number", .line(length: 1...100)),
      truckModel: fields.nullableBody("truck_model", .line(length: 1...100)),
      licensePlate: fields.nullableBody("license_plate", .line(length: 1...50)))
  }
}

extension FieldType where Value == String {
  fileprivate static var driverName: FieldType { .line(length: 1...255) }
}

/// The path, condition and body of `PUT /drivers/{id}`: all that can be changed. What is left out
/// is cleared; the month's limit becomes the standard one again.
struct DriverReplacement: Sendable {
  let id: Driver.ID
  let ifMatch: IfMatch?
  let change: DriverChange

  /// - Parameter standard: the litres a month of those of whom nothing is said.
  init(from fields: inout RequestFields, standard: Liters) {
    id = fields.path("id", .id(of: Driver.self))
    ifMatch = fields.ifMatch()
    let fixed = FixedFields(from: &fields)
    let details = DriverDetails(from: &fields)
    let limit: Liters? =
      switch fields.patchBody("monthly_limit", .liters) {
      case .absent: standard
      case .clear: nil
      case .set(let liters): liters
      }
    let limits = fields.nullableBody("limits", .driverLimits)
    let capacity = fields.nullableBody("tank_capacity", .positiveLiters)
    change = DriverChange(
      companyID: fixed.companyID, userID: fixed.userID, odometer: fixed.odometer
    ) {
      $0 = DriverTerms(
        details: details, monthlyLimit: limit, limits: limits, tankCapacity: capacity)
    }
  }
}

/// The path, condition and body of `PATCH /drivers/{id}`: what is there changes.
struct DriverPatch: RequestInput {
  let id: Driver.ID
  let ifMatch: IfMatch?
  let change: DriverChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Driver.self))
    ifMatch = fields.ifMatch()
    let fixed = FixedFields(from: &fields)
    let name = fields.optionalBody("name", .driverName)
    let email = fields.optionalBody("email", .email)
    let phone = fields.patchBody("phone_number", .fleetPhoneNumber)
    let license = fields.optionalBody("license_number", .line(length: 1...100))
    let vehicle = fields.patchBody("vehicle_number", .line(length: 1...100))
    let model = fields.patchBody("truck_model", .line(length: 1...100))
    let plate = fields.patchBody("license_plate", .line(length: 1...50))
    let limit = fields.patchBody("monthly_limit", .liters)
    let limits = fields.patchBody("limits", .driverLimits)
    let capacity = fields.patchBody("tank_capacity", .positiveLiters)
    change = DriverChange(
      companyID: fixed.companyID, userID: fixed.userID, odometer: fixed.odometer
    ) { terms in
      let details = terms.details
      terms.details = DriverDetails(
        name: name ?? details.name, email: email ?? details.email,
        phoneNumber: phone.applied(to: details.phoneNumber),
        licenseNumber: license ?? details.licenseNumber,
        vehicleNumber: vehicle.applied(to: details.vehicleNumber),
        truckModel: model.applied(to: details.truckModel),
        licensePlate: plate.applied(to: details.licensePlate))
      terms.monthlyLimit = limit.applied(to: terms.monthlyLimit)
      terms.limits = limits.applied(to: terms.limits)
      terms.tankCapacity = capacity.applied(to: terms.tankCapacity)
    }
  }
}

/// What a change may name though it never changes, and the reading that starts anew.
private struct FixedFields {
  let companyID: Company.ID?
  let userID: UserID?
  let odometer: Odometer?

  init(from fields: inout RequestFields) {
    companyID = fields.nullableBody("consumer_company_id", .id(of: Company.self))
    userID = fields.nullableBody("user_id", .id())
    odometer = fields.nullableBody("odometer", .odometer)
  }
}

/// The path of a driver.
struct DriverPath: RequestInput {
  let id: Driver.ID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Driver.self))
    ifMatch = fields.ifMatch()
  }
}

/// The query of `GET /drivers`.
struct DriverQuery: RequestInput {
  let companyID: Company.ID?
  let isActive: Bool?
  let page: DriverListPage

  init(from fields: inout RequestFields) {
    companyID = fields.query("company_id", .id(of: Company.self))
    isActive = fields.query("is_active", .bool)
    page = fields.page("fleet.drivers", by: \.driver.createdAt, \.driver.id)
  }
}

/// The path and query of `GET /companies/{id}/drivers`.
struct CompanyDriverQuery: RequestInput {
  let companyID: Company.ID
  let isActive: Bool?
  let page: DriverListPage

  init(from fields: inout RequestFields) {
    companyID = fields.path("id", .id(of: Company.self))
    isActive = fields.query("is_active", .bool)
    page = fields.page("fleet.company.drivers", by: \.driver.createdAt, \.driver.id)
  }
}

/// A page of drivers, newest first.
typealias DriverListPage = PageRequest<DriverSight, CursorPair<Instant, Driver.ID>>

extension PageRequest where Item == DriverSight, Key == CursorPair<Instant, Driver.ID> {
  /// The place after which it begins.
  var place: DriverPlace? { after.map { DriverPlace(createdAt: $0.first, id: $0.second) } }
}
