import ContextKit
import Jobs
import Kernel
import Router

/// What contexts have done again and again, for operators.
func scheduleRoutes(_ desk: JobDesk) -> [Route] {
  [
    .get("/api/admin/schedules", permission: .readJobs, summary: "List schedules by name") {
      (_, query: SchedulesQuery) in
      let after = query.page.after
      let found = try await desk.schedules().filter { schedule in
        after.map { schedule.name > $0 } ?? true
      }
      return query.page.of(Array(found.prefix(query.page.rowsToRead))) { ScheduleBody($0) }
    },
    .post(
      "/api/admin/schedules/{name}/run", permission: .changeJobs,
      summary: "Enqueue a schedule's job now", refusals: [JobRefusal.self]
    ) { (caller, input: SchedulePath) in
      ScheduleBody(try await desk.run(input.name, by: caller.actor))
    },
    .post(
      "/api/admin/schedules/{name}/pause", permission: .changeJobs, summary: "Pause a schedule",
      refusals: [JobRefusal.self]
    ) { (caller, input: SchedulePath) in
      ScheduleBody(try await desk.setPaused(true, input.name, by: caller.actor))
    },
    .post(
      "/api/admin/schedules/{name}/resume", permission: .changeJobs,
      summary: "Resume a schedule", refusals: [JobRefusal.self]
    ) { (caller, input: SchedulePath) in
      ScheduleBody(try await desk.setPaused(false, input.name, by: caller.actor))
    },
  ]
}

/// The query of `GET /api/admin/schedules`.
struct SchedulesQuery: RequestInput {
  let page: PageRequest<ScheduleRecord, String>

  init(from fields: inout RequestFields) {
    page = fields.page("platform.schedules", by: \.name)
  }
}

/// The path of a schedule.
struct SchedulePath: RequestInput {
  let name: String

  init(from fields: inout RequestFields) {
    name = fields.path("name", .string(length: 1...200))
  }
}

/// A schedule on the wire.
struct ScheduleBody: ResponseBody {
  let schedule: ScheduleRecord

  init(_ schedule: ScheduleRecord) {
    self.schedule = schedule
  }

  static let shape = Shape<ScheduleBody>(
    "Schedule",
    .string("name") { $0.schedule.name },
    .string("context") { $0.schedule.context },
    .instant("next_at") { $0.schedule.nextAt },
    .optionalInstant("last_at") { $0.schedule.lastAt },
    .optionalString("last_state") { $0.schedule.lastState?.rawValue },
    .bool("is_paused") { $0.schedule.isPaused })
}
