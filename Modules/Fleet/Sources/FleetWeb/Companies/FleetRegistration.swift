import ContextKit
import Fleet
import Kernel
import Router

/// What is asked of those who sign up for Fleet: a company of their own, or what a driver tells.
func fleetRegistration(_ registration: RegistrationService) -> RegistrationProfile {
  RegistrationProfile(
    of: "fleet", isRequired: false, roles: { (profile: FleetProfile) in profile.grants }
  ) { profile, user in
    switch profile.content {
    case .company(let request): try await registration.found(request, by: user)
    case .driver(let driver, let code):
      do {
        try await registration.take(driver, code: code, of: user)
      } catch is InvitationRefusal {
        throw ValidationErrors(errors: [
          FieldError(
            field: "invitation_code", code: "invalid",
            message: "You cannot accept this code.")
        ])
      }
    }
  }
}

/// The member `profile` of `POST /auth/register`.
struct FleetProfile: RequestInput {
  let content: Content

  enum Content: Sendable {
    case company(CompanyRequest)
    case driver(DriverProfile, code: String?)
  }

  private enum Kind: String, CaseIterable {
    case supplier = "supplier_company"
    case consumer = "consumer_company"
    case driver
  }

  init(from fields: inout RequestFields) {
    let kind = fields.body("role", .enumeration(Kind.self))
    let name = fields.nullableBody("company_name", .companyName)
    let address = fields.nullableBody("address", .companyAddress)
    let phoneNumber = fields.nullableBody("phone_number", .fleetPhoneNumber)
    let taxID = fields.nullableBody("tax_id", .taxID)
    let timeZone = fields.nullableBody("time_zone", .timeZone)
    let license = fields.nullableBody("license_number", .line(length: 1...100))
    let vehicle = fields.nullableBody("vehicle_number", .line(length: 1...100))
    let model = fields.nullableBody("truck_model", .line(length: 1...100))
    let plate = fields.nullableBody("license_plate", .line(length: 1...50))
    let code = fields.nullableBody("invitation_code", .string(length: 1...64))
    guard kind == .driver else {
      fields.require(
        ("company_name", name), ("address", address), ("phone_number", phoneNumber))
      content = .company(
        CompanyRequest(
          type: kind == .supplier ? .supplier : .consumer, name: name ?? "",
          address: address ?? "", phoneNumber: phoneNumber ?? "", taxID: taxID,
          timeZone: timeZone))
      return
    }
    fields.require(("license_number", license))
    content = .driver(
      DriverProfile(
        licenseNumber: license ?? "", vehicleNumber: vehicle, truckModel: model,
        licensePlate: plate),
      code: code)
  }

  /// The grants that it comes with: those of the link that it makes.
  var grants: [Role] {
    switch content {
    case .company(let request):
      [request.type == .supplier ? FleetGrants.supplier : FleetGrants.consumer]
    case .driver(_, let code): code == nil ? [] : [FleetGrants.driver]
    }
  }
}

extension RequestFields {
  /// Asks for fields that the role of the profile has, and which others do without.
  fileprivate mutating func require(_ fields: (name: String, value: String?)...) {
    for field in fields where field.value == nil && !isAtFault(field.name) && !isAtFault("role") {
      fail(field.name, "required", "This field is required.")
    }
  }
}
