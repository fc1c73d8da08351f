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
    companyAct("deactivate", "Bar a company from sales", false, administration),
    .post(
      "/admin/companies/{id}/hand_over", permission: .administerFleet,
      summary: "Hand a company over to a user",
      refusals: [AccessRefusal.self, MemberRefusal.self, UserLeaving.self],
      answer: { (sight: CompanySight) in CompanyBody(sight) }
    ) { (caller, input: HandOverInput, once) in
      try await administration.handOver(
        input.id, to: input.user, because: input.reason, by: caller.actor, once: once)
    },
    driverAct("activate", "Serve a driver again", true, administration),
    driverAct("deactivate", "Stop serving a driver", false, administration),
    .post(
      "/admin/transactions/{id}/expire", permission: .administerFleet,
      summary: "End a request that waits to be decided",
      refusals: [AccessRefusal.self, TransactionRefusal.self],
      answer: { (sale: FuelTransaction) in SaleBody(sale) }
    ) { (caller, input: ReasonInput<FuelTransaction>, once) in
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
  ) { (caller, input: ReasonInput<Company>, once) in
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
  ) { (caller, input: ReasonInput<Driver>, once) in
    try await administration.setActive(
      isActive, input.id, because: input.reason, by: caller.actor, once: once)
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
