import AdminResources
import PlatformSQL

/// What administrators look at and do with jobs.
enum JobResources {
  static let jobs = AdminResource(
    "jobs", "Job", plural: "Jobs", table: PlatformTables.jobs,
    fields: [
      AdminField("id", "Id", .uuid), AdminField("context", "Context", .text),
      AdminField("kind", "Kind", .text), AdminField("queue", "Queue", .text),
      .choice(
        "state", "State",
        [
          AdminValue("available", "Available"), AdminValue("scheduled", "Scheduled"),
          AdminValue("running", "Running"), AdminValue("retryable", "To be retried", .warn),
          AdminValue("completed", "Completed", .good), AdminValue("cancelled", "Cancelled"),
          AdminValue("discarded", "Discarded", .bad),
        ]),
      AdminField("attempt", "Attempt", .int), AdminField("max_attempts", "Attempts at most", .int),
      AdminField("unique_key", "Unique by", .text).nullable,
      AdminField("args", "Arguments", .json).personal,
      AdminField("errors", "Errors", .json).personal,
      AdminField("scheduled_at", "Due", .instant),
      AdminField("attempted_at", "Begun", .instant).nullable,
      AdminField("finalized_at", "Ended", .instant).nullable,
      // Ids are made one after the other.
      AdminField("created_at", "Enqueued", .instant).ordered(by: "id"),
    ],
    columns: ["kind", "state", "attempt", "scheduled_at", "created_at"],
    filters: [.init("state"), .init("kind")],
    sort: .init("-created_at", fields: ["created_at", "finalized_at"]),
    actions: [
      AdminAction(
        "retry", "Retry", when: ["state": ["retryable", "cancelled", "discarded"]], bulk: true),
      AdminAction(
        "cancel", "Cancel",
        confirm: .init("Cancel this job?", "It will not be run. It can be retried later."),
        when: ["state": ["available", "scheduled", "retryable"]], bulk: true),
    ])

  static let schedules = AdminResource(
    "schedules", "Schedule", plural: "Schedules", table: PlatformTables.schedules, id: .string,
    fields: [
      AdminField("name", "Name", .text), AdminField("context", "Context", .text),
      AdminField("next_at", "Next", .instant), AdminField("last_at", "Last", .instant).nullable,
      .ref("last_job", "Last job", to: "platform/jobs").nullable,
      AdminField("is_paused", "Paused", .bool),
    ],
    columns: ["name", "next_at", "last_at", "is_paused"],
    sort: .init("name", fields: ["name"]),
    actions: [
      AdminAction("run", "Run now"),
      AdminAction("pause", "Pause", when: ["is_paused": ["false"]]),
      AdminAction("resume", "Resume", when: ["is_paused": ["true"]]),
    ])
}
