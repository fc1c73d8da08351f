import ContextKit
public import Jobs
public import Kernel
import Router
import Webhooks
import Work

/// The jobs of every context, for operators.
func jobRoutes(_ desk: JobDesk) -> [Route] {
  [
    .get("/api/admin/jobs", permission: .readJobs, summary: "List jobs, newest first") {
      (_, query: JobsQuery) in
      let found = try await desk.jobs(
        query.filter, before: query.page.after, limit: query.page.rowsToRead)
      return query.page.of(found) { JobBody($0, desk) }
    },
    .get(
      "/api/admin/jobs/{id}", permission: .readJobs, summary: "Show a job",
      refusals: [JobRefusal.self]
    ) { (_, input: RecordPath<JobTag>) in
      JobBody(try await desk.job(input.id), desk)
    },
    .post(
      "/api/admin/jobs/{id}/retry", permission: .changeJobs, summary: "Run a job at once",
      refusals: [JobRefusal.self, WebhookRefusal.self]
    ) { (caller, input: RecordPath<JobTag>) in
      JobBody(try await desk.retry(input.id, by: caller.actor), desk)
    },
    .post(
      "/api/admin/jobs/{id}/cancel", permission: .changeJobs, summary: "Call a job off",
      refusals: [JobRefusal.self]
    ) { (caller, input: RecordPath<JobTag>) in
      JobBody(try await desk.cancel(input.id, by: caller.actor), desk)
    },
  ]
}

extension ProblemKind {
  /// 409: what was asked for is not possible from where the thing stands.
  static let wrongState = ProblemKind(
    status: 409, code: "wrong_state", title: "Not possible in this state")
  /// 409: another unfinished job is the same.
  static let uniqueKeyTaken = ProblemKind(
    status: 409, code: "unique_key_taken", title: "There is such an unfinished job already")
}

extension JobRefusal: Refusing {
  /// How the caller is told.
  public var problem: Problem {
    switch self {
    case .notFound: NotFound().problem
    case .wrongState:
      Problem(.wrongState, detail: "The job has no such step from the state that it is in.")
    case .nothingLeft:
      Problem(
        .wrongState,
        detail: "What the job was for is done or gone. A delivery to a webhook is sent again by "
          + "POST /api/admin/webhook-deliveries/{id}/redeliver.")
    case .uniqueKeyTaken:
      Problem(.uniqueKeyTaken, detail: "Another job with the same unique key is not finished yet.")
    }
  }
}

/// The query of `GET /api/admin/jobs`.
struct JobsQuery: RequestInput {
  let filter: JobFilter
  let page: PageRequest<JobRecord, JobID>

  init(from fields: inout RequestFields) {
    filter = JobFilter(
      state: fields.query("state", .enumeration(JobState.self)),
      kind: fields.query("kind", .string(length: 1...200)),
      context: fields.query("context", .string(length: 1...100)))
    page = fields.page("platform.jobs", by: \.id)
  }
}

/// A job on the wire.
struct JobBody: ResponseBody {
  let job: JobRecord
  let arguments: String

  init(_ job: JobRecord, _ desk: JobDesk) {
    self.job = job
    arguments = desk.shownArguments(of: job)
  }

  static let shape = Shape<JobBody>(
    "Job",
    .id("id") { $0.job.id },
    .string("context") { $0.job.context },
    .string("kind") { $0.job.kind },
    .enumeration("state") { $0.job.state },
    .integer("attempt") { $0.job.attempt },
    .integer("max_attempts") { $0.job.maxAttempts },
    .instant("scheduled_at") { $0.job.scheduledAt },
    .optionalInstant("attempted_at") { $0.job.attemptedAt },
    .optionalInstant("finalized_at") { $0.job.finalizedAt },
    .optionalString("unique_key") { $0.job.uniqueKey },
    .json("args") { Array($0.arguments.utf8) },
    .json("errors") { Array($0.job.errors.utf8) },
    .instant("created_at") { $0.job.createdAt })
}
