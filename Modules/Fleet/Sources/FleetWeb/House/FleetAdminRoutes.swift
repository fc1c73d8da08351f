import ContextKit
import Fleet
import Kernel
import Ports
import Router

/// What administrators do in companies that are not their own. Each act needs a reason, and is one
/// entry of the audit trail.
func fleetAdminRoutes(_ administration: FleetAdministration) -> [Route] {
  [
    companyAct("activate", "Let a company take part in sales", true, administration),
    companyAct("deactivate", "Let a company take part in no sales", false, administration),
    .post(
      "/admin/companies/{id}/hand_over", permission: .administerFleet,
      summary: "Hand a company over to a user",
      refusals: [AccessRefusal.self, MemberRefusal.self, UserLeaving.self],
      answer: { (sight: CompanySight) in CompanyBody(sight) }
    ) { (caller, input: HandOverInput, once) in
      try await administration.handOver(
        input.id, to: input.user, because: input.reason, by: caller.actor, once: once)
    },
    driverAct("activate", "Let a driver be served", true, administration),
    driverAct("deactivate", "Let a driver not be served", false, administration),
    .post(
      "/admin/transactions/{id}/expire", permission: .administerFleet,
      summary: "End a request that waits to be decided",
      refusals: [AccessRefusal.self, TransactionRefusal.self],
      answer: { (sale: FuelTransaction) in SaleBody(sale) }
    ) { (caller, input: FleetReasonInput<FuelTransaction>, once) in
      try await administration.expire(
        input.id, because: input.reason, by: caller.actor, once: once)
    },
  ]
}

private func companyAct(
  _ word: String, _ summary: String, _ isActive: Bool, _ administration: FleetAdministration
) -> Route {
  .post(
    "/admin/companies/{id}/\(word)", permission: .administerFleet, summary: summary,
    refusals: [AccessRefusal.self, CompanyRefusal.self],
    answer: { (sight: CompanySight) in CompanyBody(sight) }
  ) { (caller, input: FleetReasonInput<Company>, once) in
    try await administration.setActive(
      isActive, input.id, because: input.reason, by: caller.actor, once: once)
  }
}

private func driverAct(
  _ word: String, _ summary: String, _ isActive: Bool, _ administration: FleetAdministration
) -> Route {
  .post(
    "/admin/drivers/{id}/\(word)", permission: .administerFleet, summary: summary,
    refusals: [AccessRefusal.self], answer: { (sight: DriverSight) in DriverBody(sight) }
  ) { (caller, input: FleetReasonInput<Driver>, once) in
    try await administration.setActive(
      isActive, input.id, because: input.reason, by: caller.actor, once: once)
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
