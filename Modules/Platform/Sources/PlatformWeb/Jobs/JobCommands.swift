import Console
import Jobs
import Kernel
import Ports
import Webhooks
import Work

/// Opens what a command needs when it runs, so that commands can be listed without a database.
typealias Opening<Value> = @Sendable () async throws -> Value

/// `atrium jobs …` and `atrium schedules …`
func jobCommands(_ desk: @escaping Opening<JobDesk>) -> [Command] {
  [
    Command(
      "jobs", "list", summary: "List jobs, newest first",
      options: [
        .value("state", "STATE", help: JobState.allCases.map(\.rawValue).joined(separator: ", ")),
        .value("kind", "KIND", help: "The kind, such as ajo.pay_out"),
        .value("context", "CONTEXT", help: "The context that enqueued them"),
        .value("limit", "NUMBER", help: "How many at most; 100 by default"),
      ]
    ) { invocation in
      let desk = try await desk()
      let jobs = try await desk.jobs(
        try filter(invocation), before: nil, limit: try limit(invocation))
      return .list(
        jobs.map(row), columns: ["id", "kind", "state", "attempt", "scheduled_at"])
    },
    Command("jobs", "show", summary: "Show a job", options: [.argument("id", help: "The job")]) {
      invocation in
      let desk = try await desk()
      return .record(record(try await refusing { try await desk.job(id(invocation)) }, desk))
    },
    Command(
      "jobs", "retry", summary: "Run a job at once", options: [.argument("id", help: "The job")]
    ) { invocation in
      let desk = try await desk()
      return .record(
        record(
          try await refusing { try await desk.retry(id(invocation), by: .operatorConsole) }, desk))
    },
    Command(
      "jobs", "cancel", summary: "Call a job off", options: [.argument("id", help: "The job")]
    ) { invocation in
      let desk = try await desk()
      return .record(
        record(
          try await refusing { try await desk.cancel(id(invocation), by: .operatorConsole) }, desk))
    },
  ] + scheduleCommands(desk)
}

private func scheduleCommands(_ desk: @escaping Opening<JobDesk>) -> [Command] {
  let name: [CommandOption] = [.argument("name", help: "The schedule, such as ajo.reminders")]
  return [
    Command("schedules", "list", summary: "List schedules by name") { _ in
      .list(
        try await desk().schedules().map(record),
        columns: ["name", "context", "next_at", "last_at", "last_state", "is_paused"])
    },
    Command("schedules", "run", summary: "Enqueue a schedule's job now", options: name) {
      invocation in
      let desk = try await desk()
      return .record(
        record(
          try await refusing {
            try await desk.run(invocation.required("name"), by: .operatorConsole)
          }))
    },
    Command("schedules", "pause", summary: "Pause a schedule", options: name) { invocation in
      let desk = try await desk()
      return .record(
        record(
          try await refusing {
            try await desk.setPaused(true, invocation.required("name"), by: .operatorConsole)
          }))
    },
    Command("schedules", "resume", summary: "Resume a schedule", options: name) { invocation in
      let desk = try await desk()
      return .record(
        record(
          try await refusing {
            try await desk.setPaused(false, invocation.required("name"), by: .operatorConsole)
          }))
    },
  ]
}

private func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch let refusal as JobRefusal {
    switch refusal {
    case .notFound: throw CommandError.refused("not_found", "there is none of this name")
    case .wrongState:
      throw CommandError.refused("wrong_state", "the job has no such step from where it stands")
    case .nothingLeft:
      throw CommandError.refused(
        "wrong_state", "what the job was for is done or gone; redeliver sends a delivery again")
    case .uniqueKeyTaken:
      throw CommandError.refused(
        "unique_key_taken", "another job with the same unique key is not finished yet")
    }
  } catch WebhookRefusal.disabled {
    throw CommandError.refused("webhook_disabled", "the webhook is disabled: it is told nothing")
  }
}

private func id(_ invocation: Invocation) throws -> JobID {
  guard let id = JobID(try invocation.required("id")) else {
    throw CommandError.usage("<id> is not the id of a job")
  }
  return id
}

private func filter(_ invocation: Invocation) throws -> JobFilter {
  var filter = JobFilter(kind: invocation["kind"], context: invocation["context"])
  if let text = invocation["state"] {
    guard let state = JobState(rawValue: text) else {
      throw CommandError.usage(
        "--state is one of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    filter.state = state
  }
  return filter
}

private func limit(_ invocation: Invocation) throws -> Int {
  guard let text = invocation["limit"] else { return 100 }
  guard let limit = Int(text), (1...10_000).contains(limit) else {
    throw CommandError.usage("--limit is a number from 1 to 10000")
  }
  return limit
}

private func row(_ job: JobRecord) -> Record {
  [
    "id": .text("\(job.id)"), "kind": .text(job.kind), "state": .text(job.state.rawValue),
    "attempt": .text("\(job.attempt)/\(job.maxAttempts)"),
    "scheduled_at": .text("\(job.scheduledAt)"),
  ]
}

private func record(_ job: JobRecord, _ desk: JobDesk) -> Record {
  [
    "id": .text("\(job.id)"), "context": .text(job.context), "kind": .text(job.kind),
    "state": .text(job.state.rawValue), "attempt": .number(Int64(job.attempt)),
    "max_attempts": .number(Int64(job.maxAttempts)), "scheduled_at": .text("\(job.scheduledAt)"),
    "attempted_at": .optional(job.attemptedAt.map { "\($0)" }),
    "finalized_at": .optional(job.finalizedAt.map { "\($0)" }),
    "unique_key": .optional(job.uniqueKey), "args": .text(desk.shownArguments(of: job)),
    "errors": .text(job.errors), "created_at": .text("\(job.createdAt)"),
  ]
}

private func record(_ schedule: ScheduleRecord) -> Record {
  [
    "name": .text(schedule.name), "context": .text(schedule.context),
    "next_at": .text("\(schedule.nextAt)"),
    "last_at": .optional(schedule.lastAt.map { "\($0)" }),
    "last_state": .optional(schedule.lastState?.rawValue), "is_paused": .bool(schedule.isPaused),
  ]
}
