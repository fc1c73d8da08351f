import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What companies keep about a person, for them to take away.
struct CompanyExport: PersonalDataSource {
  let store: any FleetStore
  let trail: any AuditReader

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("memberships") { try await memberships(user, $0) },
      .list("waiting_driver") { append in
        guard let profile = try await store.waitingDriver(user) else { return }
        try await append(WaitingDriverBody.shape.encode(WaitingDriverBody(profile: profile)))
      },
      .list("audit") { append in
        try await trail.forEach(about: "user:\(user)", of: FleetPlugin.name) { entry in
          try await append(FleetAuditBody.shape.encode(FleetAuditBody(entry: entry)))
        }
      },
    ]
  }

  private func memberships(
    _ user: UserID, _ append: PersonalDataSection.Append
  ) async throws {
    let members = try await store.memberships(of: user)
    let companies = Dictionary(
      try await store.companies(members.map(\.companyID)).map { ($0.id, $0) },
      uniquingKeysWith: { first, _ in first })
    for member in members {
      guard let company = companies[member.companyID] else { continue }
      try await append(MembershipBody.shape.encode(MembershipBody(member, company)))
    }
  }
}

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
