import Fleet
import Kernel
import Ports
import Router

// What somebody takes away of what Fleet keeps about them. Whoever else took part in it is no part
// of it, but for companies.

/// Somebody's part in a company, as they take it away.
struct MembershipBody: ResponseBody {
  let member: CompanyMember
  let company: Company

  init(_ member: CompanyMember, _ company: Company) {
    self.member = member
    self.company = company
  }

  static let shape = Shape<MembershipBody>(
    "FleetMembership",
    .id("company_id") { $0.company.id },
    .string("company_name") { $0.company.name },
    .enumeration("company_type") { $0.company.type },
    .enumeration("role") { $0.member.role },
    .instant("joined_at") { $0.member.joinedAt })
}

/// An invitation that somebody accepted, as they take it away.
struct ExportedInvitation: ResponseBody {
  let invitation: CompanyInvitation

  static let shape = Shape<ExportedInvitation>(
    "FleetAcceptedInvitation",
    .id("id") { $0.invitation.id },
    .id("company_id") { $0.invitation.companyID },
    .string("email") { $0.invitation.email.canonical },
    .enumeration("role") { $0.invitation.role },
    .instant("created_at") { $0.invitation.createdAt },
    .optionalInstant("accepted_at") { $0.invitation.endedAt })
}

/// A driver that somebody is or was, as they take it away.
struct ExportedDriver: ResponseBody {
  let driver: Driver

  static let shape = Shape<ExportedDriver>(
    "FleetOwnDriver",
    .id("id") { $0.driver.id },
    .id("consumer_company_id") { $0.driver.companyID },
    .string("consumer_company_name") { $0.driver.companyName },
    .string("name") { $0.driver.details.name },
    .string("email") { $0.driver.details.email.canonical },
    .optionalString("phone_number") { $0.driver.details.phoneNumber },
    .string("license_number") { $0.driver.details.licenseNumber },
    .optionalString("vehicle_number") { $0.driver.details.vehicleNumber },
    .optionalString("truck_model") { $0.driver.details.truckModel },
    .optionalString("license_plate") { $0.driver.details.licensePlate },
    .money("total_liters_consumed") { $0.driver.totalLiters },
    .money("balance_dzd") { $0.driver.chargedMoney },
    .bool("is_active") { $0.driver.isActive },
    .instant("created_at") { $0.driver.createdAt },
    .instant("updated_at") { $0.driver.updatedAt },
    .optionalInstant("deleted_at") { $0.driver.deletedAt })
}

/// What somebody told who waits for an invitation, as they take it away.
struct WaitingDriverBody: ResponseBody {
  let profile: DriverProfile

  static let shape = Shape<WaitingDriverBody>(
    "FleetWaitingDriver",
    .string("license_number") { $0.profile.licenseNumber },
    .optionalString("vehicle_number") { $0.profile.vehicleNumber },
    .optionalString("truck_model") { $0.profile.truckModel },
    .optionalString("license_plate") { $0.profile.licensePlate })
}

/// A transaction in which somebody took part, as they take it away.
struct ExportedSale: ResponseBody {
  let sale: FuelTransaction
  let user: UserID
  let isDriver: Bool

  /// What they were in it.
  private var parts: [String] {
    let all = [
      ("initiator", sale.initiator.userID == user), ("receiver", sale.receiver.userID == user),
      ("decider", sale.decidedBy == user), ("driver", isDriver),
    ]
    return all.compactMap { name, isTheirs in isTheirs ? name : nil }
  }

  static let shape = Shape<ExportedSale>(
    "FleetOwnTransaction",
    .id("id") { $0.sale.id },
    .strings("as") { $0.parts },
    .id("supplier_company_id") { $0.sale.supplierID },
    .string("supplier_company_name") { $0.sale.supplierName },
    .id("consumer_company_id") { $0.sale.consumerID },
    .string("consumer_company_name") { $0.sale.consumerName },
    .optionalString("vehicle_number") { $0.sale.vehicleNumber },
    .optionalOneOf("product", FuelProduct.allCases.map(\.rawValue)) { $0.sale.product?.rawValue },
    .enumeration("settlement") { $0.sale.settlement },
    .money("requested_liters") { $0.sale.requestedLiters },
    .money("amount_liters") { $0.sale.amount.liters },
    .money("price_per_liter") { $0.sale.amount.pricePerLiter },
    .money("total_price") { $0.sale.amount.totalPrice },
    .optionalMoney("odometer") { $0.sale.odometer?.kilometres },
    .optionalString("notes") { $0.sale.notes },
    .enumeration("status") { $0.sale.state },
    .optionalString("reason") { $0.sale.reason },
    .instant("occurred_at") { $0.sale.occurredAt },
    .instant("created_at") { $0.sale.createdAt },
    .optionalInstant("completed_at") { $0.sale.completedAt },
    .optionalInstant("reversed_at") { $0.sale.reversedAt })
}

/// A change that somebody pushed, as they take it away.
struct ExportedChange: ResponseBody {
  let kept: KeptChange

  private var code: String? {
    if case .refused(let conflict) = kept.change.outcome { conflict.code } else { nil }
  }

  static let shape = Shape<ExportedChange>(
    "FleetPushedChange",
    .id("change_id") { $0.kept.id },
    .enumeration("entity") { $0.kept.change.record.entity },
    .id("record_id") { $0.kept.change.record.id },
    .optionalString("refused_as") { $0.code },
    .instant("pushed_at") { $0.kept.at })
}

/// What was changed about somebody. Who did it is their own affair.
struct FleetAuditBody: ResponseBody {
  let entry: AuditEntry

  static let shape = Shape<FleetAuditBody>(
    "FleetAuditEntry",
    .instant("at") { $0.entry.at },
    .string("action") { $0.entry.action },
    .json("before") { $0.entry.before.map { Array($0.utf8) } },
    .json("after") { $0.entry.after.map { Array($0.utf8) } })
}
