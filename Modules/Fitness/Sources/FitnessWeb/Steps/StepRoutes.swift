import ContextKit
import Fitness
import Kernel
import Ports
import Router

/// What users walked.
func stepRoutes(_ steps: StepService) -> [Route] {
  [
    .get("/steps/today", permission: .readFitness, summary: "Show today") {
      (caller, _: NoInput) in
      let today = try await steps.today(of: caller.userID)
      return TodayBody(today: today, dailyCoinCap: today.day.rate.coins.dailyCap)
    },
    .get(
      "/steps", permission: .readFitness, summary: "List your dates, newest first",
      refusals: [StepRangeTooLong.self]
    ) { (caller, query: DateQuery) in
      StepDaysBody(days: try await steps.days(of: caller.userID, in: query.dates))
    },
    .get(
      "/steps/summary", permission: .readFitness, summary: "Sum up your dates",
      refusals: [StepRangeTooLong.self]
    ) { (caller, query: DateQuery) in
      SummaryBody(summary: try await steps.summary(of: caller.userID, in: query.dates))
    },
    .get(
      "/steps/records", permission: .readFitness,
      summary: "List your current records, newest date first"
    ) { (caller, query: RecordQuery) in
      let page = query.page
      let found = try await steps.records(
        of: caller.userID, query.filter, after: query.place, limit: page.rowsToRead)
      return page.of(found) { StepRecordBody(record: $0) }
    },
    .get(
      "/steps/records/{id}", permission: .readFitness, summary: "Show a record",
      refusals: [NotFound.self]
    ) { (caller, path: RecordPath<StepRecord>) in
      guard let record = try await steps.record(path.id, of: caller.userID) else {
        throw NotFound()
      }
      return StepRecordBody(record: record)
    },
  ]
}

/// Uploads.
/// - Parameter counting: hears of what became of records.
func uploadRoutes(
  _ uploads: UploadService, _ profiles: ProfileService,
  counting: @escaping @Sendable (StepSource, UploadResult) -> Void = { _, _ in }
) -> [Route] {
  [
    .post(
      "/steps/record", permission: .recordSteps,
      summary: "Record steps: a record, or up to 500 of them", status: 201,
      refusals: [StepRefusal.self, UserLeaving.self],
      answer: { (outcome: UploadOutcome) in UploadBody(outcome: outcome).reply }
    ) { (caller, input: UploadInput, once) in
      if input.needsZone {
        try input.requireDates(in: try await profiles.profile(of: caller.userID).zone)
      }
      let outcome =
        if !input.isBatch, let only = input.records.first {
          try await uploads.record(only.upload, of: caller.userID, once: once)
        } else {
          try await uploads.record(
            input.records.map(\.upload), of: caller.userID, once: once)
        }
      for (record, result) in zip(input.records, outcome.results) {
        counting(record.upload.reporter.source, result)
      }
      return outcome
    }
    .described(
      "A record has `date`, and is the total of it, or `start_time` and `end_time`. One alone is "
        + "answered by 201, 200 where nothing is new, or the refusal of its rule; of `records` each "
        + "has a result. The same record again is a correction; `steps: 0` takes it back.")
  ]
}
