import ContextKit
import Jobs
import Kernel
import PlatformSQL
import Ports
import Work

/// What operators do with the jobs and schedules of every database of the program.
struct JobDesk: Sendable {
  /// The jobs of one database, with the schedules of the contexts that keep their data there.
  struct Place: Sendable {
    let jobs: SQLJobs
    let schedules: [Schedule]
    let handlers: [JobHandler]
  }

  let places: [Place]
  let clock: any WallClock
  let machine: any WallClock
  /// Has a job run together with what it is for; nil where the job alone is enough.
  let retryWithEffect: @Sendable (JobRecord, _ due: Instant, AuditEntry) async throws -> JobRecord?

  /// Up to `limit` jobs with ids below `before`, newest first.
  func jobs(_ filter: JobFilter, before: JobID?, limit: Int) async throws -> [JobRecord] {
    try await MergedList(places) { $0.id > $1.id }.first(limit) { place, limit in
      try await place.jobs.jobs(filter, before: before, limit: limit)
    }
  }

  /// A job.
  /// - Throws: `JobRefusal.notFound`, or the store's error.
  func job(_ id: JobID) async throws -> JobRecord {
    for place in places {
      if let job = try await place.jobs.job(id) { return job }
    }
    throw JobRefusal.notFound
  }

  /// Has a job run at once. What was given up with a job that was called off is taken up again.
  /// - Throws: `JobRefusal`, `WebhookRefusal.disabled`, or the store's error.
  func retry(_ id: JobID, by actor: Actor) async throws -> JobRecord {
    let job = try await job(id)
    let isOfMachine = handler(of: job)?.queue.timing == .machine
    return try await change(id, "retry", by: actor) { jobs, audit in
      let due = isOfMachine ? machine.now() : audit.at
      if let retried = try await retryWithEffect(job, due, audit) { return retried }
      return try await jobs.retry(id, due: due, audit: audit)
    }
  }

  /// Calls a job off, and before it what its handler has under way for it: whoever dies in between
  /// leaves a job that finds nothing to do.
  /// - Throws: `JobRefusal`, or the store's error.
  func cancel(_ id: JobID, by actor: Actor) async throws -> JobRecord {
    let job = try await job(id)
    guard job.state.canBeCancelled else { throw JobRefusal.wrongState }
    try await handler(of: job)?.callOff(job.arguments)
    return try await change(id, "cancel", by: actor) {
      try await $0.cancel(id, at: $1.at, audit: $1)
    }
  }

  private func change(
    _ id: JobID, _ action: String, by actor: Actor,
    _ body: (SQLJobs, AuditEntry) async throws -> JobRecord
  ) async throws -> JobRecord {
    let audit = AuditEntry(
      actor: actor, action: "platform.job.\(action)", target: "platform.jobs:\(id)",
      at: clock.now())
    for place in places where try await place.jobs.job(id) != nil {
      return try await body(place.jobs, audit)
    }
    throw JobRefusal.notFound
  }

  /// The arguments of a job as anybody may see them.
  func shownArguments(of job: JobRecord) -> String {
    ArgumentMask(secret: handler(of: job)?.secretArguments ?? []).masked(job.arguments)
  }

  private func handler(of job: JobRecord) -> JobHandler? {
    places.lazy.flatMap(\.handlers).first { $0.kind == job.kind }
  }

  /// Every schedule that contexts have now, by name.
  func schedules() async throws -> [ScheduleRecord] {
    var found: [ScheduleRecord] = []
    for place in places {
      let names = Set(place.schedules.map(\.name))
      found += try await place.jobs.schedules().filter { names.contains($0.name) }
    }
    return found.sorted { $0.name < $1.name }
  }

  /// Enqueues a schedule's job now.
  /// - Throws: `JobRefusal`, or the store's error.
  func run(_ name: String, by actor: Actor) async throws -> ScheduleRecord {
    try await change(name, "run", by: actor) { [machine] in
      try await $0.run($1, at: $2.at, machine: machine.now(), audit: $2)
    }
  }

  /// Lets a schedule's moments pass without a job, or no longer.
  /// - Throws: `JobRefusal.notFound`, or the store's error.
  func setPaused(_ isPaused: Bool, _ name: String, by actor: Actor) async throws -> ScheduleRecord {
    try await change(name, isPaused ? "pause" : "resume", by: actor) {
      try await $0.setPaused(isPaused, $1.name, audit: $2)
    }
  }

  private func change(
    _ name: String, _ action: String, by actor: Actor,
    _ body: (SQLJobs, Schedule, AuditEntry) async throws -> ScheduleRecord
  ) async throws -> ScheduleRecord {
    let audit = AuditEntry(
      actor: actor, action: "platform.schedule.\(action)", target: "platform.schedules:\(name)",
      at: clock.now())
    for place in places {
      guard let schedule = place.schedules.first(where: { $0.name == name }) else { continue }
      return try await body(place.jobs, schedule, audit)
    }
    throw JobRefusal.notFound
  }
}
