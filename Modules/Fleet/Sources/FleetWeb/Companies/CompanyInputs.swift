import ContextKit
import Fleet
import Kernel
import Router

/// The query of `GET /companies`.
struct CompanyQuery: RequestInput {
  let filter: CompanyFilter
  let page: PageRequest<CompanySight, CursorPair<Instant, Company.ID>>

  init(from fields: inout RequestFields) {
    filter = CompanyFilter(
      type: fields.query("type", .enumeration()), isActive: fields.query("is_active", .bool))
    page = fields.page("fleet.companies", by: \.company.createdAt, \.company.id)
  }

  /// Where the page before ended.
  var place: CompanyPlace? {
    page.after.map { CompanyPlace(createdAt: $0.first, id: $0.second) }
  }
}

/// The body of `POST /companies`, and of the profile of somebody who signs up with a company.
struct CompanyInput: RequestInput {
  let request: CompanyRequest

  init(from fields: inout RequestFields) {
    request = CompanyRequest(
      id: fields.ownID(of: Company.self), type: fields.body("type", .enumeration()),
      name: fields.body("name", .companyName), address: fields.body("address", .companyAddress),
      phoneNumber: fields.body("phone_number", .fleetPhoneNumber),
      taxID: fields.nullableBody("tax_id", .taxID),
      timeZone: fields.nullableBody("time_zone", .timeZone))
  }
}

/// The path, condition and body of `PUT /companies/{id}`: all that can be changed is as it says.
struct CompanyReplacement: RequestInput {
  let id: Company.ID
  let ifMatch: IfMatch?
  let change: CompanyChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    ifMatch = fields.ifMatch()
    let type = fields.optionalBody("type", .enumeration(CompanyType.self))
    let name = fields.body("name", .companyName)
    let address = fields.body("address", .companyAddress)
    let phoneNumber = fields.body("phone_number", .fleetPhoneNumber)
    let taxID = fields.nullableBody("tax_id", .taxID)
    let timeZone = fields.nullableBody("time_zone", .timeZone)
    change = CompanyChange(type: type, isActive: fields.optionalBody("is_active", .bool)) {
      $0 = CompanyDetails(
        name: name, address: address, phoneNumber: phoneNumber, taxID: taxID,
        timeZone: timeZone ?? $0.timeZone)
    }
  }
}

/// The path, condition and body of `PATCH /companies/{id}`: what is there changes.
struct CompanyPatch: RequestInput {
  let id: Company.ID
  let ifMatch: IfMatch?
  let change: CompanyChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    ifMatch = fields.ifMatch()
    change = CompanyChange(from: &fields)
  }
}

extension CompanyChange {
  /// Reads what is there.
  init(from fields: inout RequestFields) {
    let type = fields.optionalBody("type", .enumeration(CompanyType.self))
    let name = fields.optionalBody("name", .companyName)
    let address = fields.optionalBody("address", .companyAddress)
    let phoneNumber = fields.optionalBody("phone_number", .fleetPhoneNumber)
    let taxID = fields.patchBody("tax_id", .taxID)
    let timeZone = fields.optionalBody("time_zone", .timeZone)
    self.init(type: type, isActive: fields.optionalBody("is_active", .bool)) {
      $0.name = name ?? $0.name
      $0.address = address ?? $0.address
      $0.phoneNumber = phoneNumber ?? $0.phoneNumber
      $0.taxID = taxID.applied(to: $0.taxID)
      $0.timeZone = timeZone ?? $0.timeZone
    }
  }
}

/// The path and condition of `DELETE /companies/{id}`.
struct CompanyRemoval: RequestInput {
  let id: Company.ID
  let ifMatch: IfMatch?

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    ifMatch = fields.ifMatch()
  }
}

extension FieldType where Value == String {
  /// What a company is called.
  static var companyName: FieldType { .line(length: 1...255) }
  /// Where it is.
  static var companyAddress: FieldType { .text(length: 1...500) }
  /// The number under which it pays tax.
  static var taxID: FieldType { .line(length: 1...100) }
}
