import Ajo
import ContextKit
import Kernel
import Ports
import Router

/// What administrators see of circles and do about them. Each act needs a reason, and is one entry
/// of the audit trail.
func circleAdminRoutes(_ circles: CircleService, _ reminders: ReminderService) -> [Route] {
  [
    .get(
      "/admin/circles", permission: .readAllCircles,
      summary: "List all circles with how they stand, newest first"
    ) { (_, query: AdminCircleQuery) in
      let found = try await circles.overviews(
        query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { CircleOverviewBody($0) }
    },
    .get(
      "/admin/circles/{id}", permission: .readAllCircles,
      summary: "Show a circle, and how its members stand", refusals: [CircleRefusal.self]
    ) { (_, path: RecordPath<Circle>) in
      AdminCircleHealthBody(try await circles.health(of: path.id))
    },
    .post(
      "/admin/circles/{id}/cancel", permission: .changeAllCircles,
      summary: "Cancel a circle and give back what was not paid out",
      refusals: [CircleRefusal.self], answer: { (circle: Circle) in AdminCircleBody(circle) }
    ) { (caller, input: ReasonInput<Circle>, once) in
      try await circles.cancel(input.id, by: caller.actor, reason: input.reason, once: once)
    },
    .post(
      "/admin/circles/{id}/host", permission: .changeAllCircles,
      summary: "Make another member the host of a circle",
      refusals: [CircleRefusal.self, UserLeaving.self],
      answer: { (circle: Circle) in AdminCircleBody(circle) }
    ) { (caller, input: HostChangeInput, once) in
      try await circles.changeHost(
        of: input.id, to: input.host, by: caller.actor, reason: input.reason, once: once)
    },
    .post(
      "/admin/circles/{id}/resend", permission: .changeAllCircles,
      summary: "Remind a circle's members again of what is due or late",
      refusals: [CircleRefusal.self], answer: { (count: Int) in RemindedBody(count: count) }
    ) { (caller, input: ReasonInput<Circle>, once) in
      try await reminders.resend(
        input.id, by: caller.actor, reason: input.reason, once: once)
    },
  ]
}

/// The query of `GET /admin/circles`.
struct AdminCircleQuery: RequestInput {
  let page: PageRequest<CircleOverview, Circle.ID>
  let filter: CircleFilter

  init(from fields: inout RequestFields) {
    page = fields.page("ajo.admin.circles", by: \.circle.id)
    filter = CircleFilter(
      state: fields.query("status", .enumeration(Circle.State.self)),
      hostID: fields.query("host_id", .id(of: UserTag.self)),
      health: fields.query("health", .enumeration(CircleFilter.Health.self)))
  }
}

/// The path and body of `POST /admin/circles/{id}/host`.
struct HostChangeInput: RequestInput {
  let id: Circle.ID
  let host: UserID
  let reason: String

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Circle.self))
    host = fields.body("user_id", .id(of: UserTag.self))
    reason = fields.reason()
  }
}
