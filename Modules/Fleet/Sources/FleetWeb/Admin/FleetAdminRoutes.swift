import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What administrators do in companies that are not their own. Each act needs a reason, and is one
/// entry of the audit trail.
func fleetAdminRoutes(
  _ administration: FleetAdministration, _ companies: CompanyService, _ drivers: DriverService
) -> [Route] {
  [
    companyAct("activate", "Let a company take part in sales", companies) { id, reason, actor in
      _ = try await administration.setActive(true, id, because: reason, by: actor)
    },
    companyAct("deactivate", "Bar a company from sales", companies) {
      id, reason, actor in
      _ = try await administration.setActive(false, id, because: reason, by: actor)
    },
    .post(
      "/admin/companies/{id}/hand_over", permission: .administerFleet,
      summary: "Hand a company over to a user",
      refusals: [AccessRefusal.self, MemberRefusal.self, UserLeaving.self]
    ) { (caller, input: HandOverInput) in
      _ = try await administration.handOver(
        input.id, to: input.user, because: input.reason, by: caller.actor)
      return CompanyBody(try await companies.company(input.id, for: FleetCaller(caller)))
    },
    driverAct("activate", "Serve a driver again", true, administration, drivers),
    driverAct("deactivate", "Stop serving a driver", false, administration, drivers),
    .post(
      "/admin/transactions/{id}/expire", permission: .administerFleet,
      summary: "End a request that waits to be decided",
      refusals: [AccessRefusal.self, TransactionRefusal.self]
    ) { (caller, input: ReasonInput<FuelTransaction>) in
      SaleBody(
        try await administration.expire(input.id, because: input.reason, by: caller.actor))
    },
  ]
}

private func companyAct(
  _ word: String, _ summary: String, _ companies: CompanyService,
  _ act: @escaping @Sendable (Company.ID, String, Actor) async throws -> Void
) -> Route {
  .post(
    "/admin/companies/{id}/\(word)", permission: .administerFleet, summary: summary,
    refusals: [AccessRefusal.self, CompanyRefusal.self]
  ) { (caller, input: ReasonInput<Company>) in
    try await act(input.id, input.reason, caller.actor)
    return CompanyBody(try await companies.company(input.id, for: FleetCaller(caller)))
  }
}

private func driverAct(
  _ word: String, _ summary: String, _ isActive: Bool, _ administration: FleetAdministration,
  _ drivers: DriverService
) -> Route {
  .post(
    "/admin/drivers/{id}/\(word)", permission: .administerFleet, summary: summary,
    refusals: [AccessRefusal.self]
  ) { (caller, input: ReasonInput<Driver>) in
    _ = try await administration.setActive(
      isActive, input.id, because: input.reason, by: caller.actor)
    return DriverBody(try await drivers.driver(input.id, for: FleetCaller(caller)))
  }
}

/// The path and body of `POST /admin/companies/{id}/hand_over`.
struct HandOverInput: RequestInput {
  let id: Company.ID
  let user: UserID
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Company.self))
    user = fields.body("user_id", .id(of: UserTag.self))
    reason = fields.reason()
  }
}
