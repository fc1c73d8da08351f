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
    companyAct("deactivate", "Let a company take part in no sales", companies) {
      id, reason, actor in
      _ = try await administration.setActive(false, id, because: reason, by: actor)
    },
    .post(
      "/admin/companies/{id}/hand_over", permission: .administerFleet,
      summary: "Hand a company over to a user",
      refusals: [AccessRefusal.self, MemberRefusal.self]
    ) { (caller, input: HandOverInput) in
      _ = try await administration.handOver(
        input.id, to: input.user, because: input.reason, by: caller.actor)
      return CompanyBody(try await companies.company(input.id, for: FleetCaller(caller)))
    },
    driverAct("activate", "Let a driver be served", true, administration, drivers),
    driverAct("deactivate", "Let a driver not be served", false, administration, drivers),
    .post(
      "/admin/transactions/{id}/expire", permission: .administerFleet,
      summary: "End a request that waits to be decided",
      refusals: [AccessRefusal.self, TransactionRefusal.self]
    ) { (caller, input: FleetReasonInput<FuelTransaction>) in
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
  ) { (caller, input: FleetReasonInput<Company>) in
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
  ) { (caller, input: FleetReasonInput<Driver>) in
    _ = try await administration.setActive(
      isActive, input.id, because: input.reason, by: caller.actor)
    return DriverBody(try await drivers.driver(input.id, for: FleetCaller(caller)))
  }
}

/// How long the reason of an administrator's act may be.
let fleetReasonLength = 3...280

/// A record and the reason for what is done with it.
struct FleetReasonInput<Entity>: RequestInput {
  let id: Identifier<Entity>
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Entity.self))
    reason = fields.body("reason", .text(length: fleetReasonLength))
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
    reason = fields.body("reason", .text(length: fleetReasonLength))
  }
}
