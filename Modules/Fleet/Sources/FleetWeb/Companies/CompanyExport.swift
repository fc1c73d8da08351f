import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What companies keep about a person, for them to take away.
struct CompanyExport: PersonalDataSource {
  let store: any FleetStore
  let trail: any AuditReader

  /// How many rows are in memory at once.
  private static let page = 200

  func sections(of user: UserID) -> [PersonalDataSection] {
    [
      .list("memberships") { try await memberships(user, $0) },
      .list("invitations") { append in
        for invitation in try await store.invitations(acceptedBy: user) {
          try await append(ExportedInvitation.shape.encode(.init(invitation: invitation)))
        }
      },
      .list("drivers") { append in
        for driver in try await store.drivers(linkedTo: user) {
          try await append(ExportedDriver.shape.encode(.init(driver: driver)))
        }
      },
      .list("waiting_driver") { append in
        guard let profile = try await store.waitingDriver(user) else { return }
        try await append(WaitingDriverBody.shape.encode(WaitingDriverBody(profile: profile)))
      },
      .list("transactions") { try await transactions(user, $0) },
      .list("topups") { append in
        try await pages {
          try await store.topUps(madeBy: user, after: $0?.id, limit: Self.page)
        } each: {
          try await append(TopUpBody.shape.encode(TopUpBody($0)))
        }
      },
      .list("pushed_changes") { append in
        try await pages {
          try await store.changes(pushedBy: user, after: $0?.id, limit: Self.page)
        } each: {
          try await append(ExportedChange.shape.encode(.init(kept: $0)))
        }
      },
      .list("audit") { try await audit(user, $0) },
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

  private func transactions(
    _ user: UserID, _ append: PersonalDataSection.Append
  ) async throws {
    let drivers = Set(try await store.drivers(linkedTo: user).map(\.id))
    try await pages {
      try await store.transactions(naming: user, after: $0?.id, limit: Self.page)
    } each: { sale in
      let isDriver = drivers.contains(sale.driverID)
      try await append(
        ExportedSale.shape.encode(ExportedSale(sale: sale, user: user, isDriver: isDriver)))
    }
  }

  /// What was changed about the drivers that they are or were. What was changed about companies is
  /// the companies' own.
  private func audit(_ user: UserID, _ append: PersonalDataSection.Append) async throws {
    for driver in try await store.drivers(linkedTo: user) {
      try await trail.forEach(about: "driver:\(driver.id)", of: FleetPlugin.name) { entry in
        try await append(FleetAuditBody.shape.encode(FleetAuditBody(entry: entry)))
      }
    }
  }

  /// Hands over rows page by page.
  private func pages<Element: Sendable>(
    _ read: (_ last: Element?) async throws -> [Element], each body: (Element) async throws -> Void
  ) async throws {
    var last: Element?
    repeat {
      let page = try await read(last)
      for element in page { try await body(element) }
      last = page.count == Self.page ? page.last : nil
    } while last != nil
  }
}
