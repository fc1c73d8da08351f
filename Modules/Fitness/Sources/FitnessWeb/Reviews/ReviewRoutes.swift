import ContextKit
import Fitness
import Kernel
import Router

/// What the staff looks at, and what it makes of it.
func reviewRoutes(_ reviews: ReviewService) -> [Route] {
  [
    .get(
      "/validations", permission: .readReviews,
      summary: "List reviews of records, the longest waiting first"
    ) { (_: Caller, query: ValidationQuery) in
      let found = try await reviews.validations(
        query.filter, in: query.order, limit: query.page.rowsToRead)
      return query.page.of(found) { ValidationBody($0) }
    },
    .get(
      "/validations/{id}", permission: .readReviews, summary: "Show a review",
      refusals: [ReviewRefusal.self]
    ) { (_: Caller, path: RecordPath<StepValidation>) in
      ValidationBody(try await reviews.validation(path.id)).tagged
    },
    .post(
      "/validations", permission: .reviewSteps, summary: "Ask for a review of a record",
      status: 200, refusals: [ReviewRefusal.self],
      answer: { (view: ValidationView) in ValidationBody(view).tagged }
    ) { (caller, input: ValidationInput, once) in
      try await reviews.open(
        input.recordID, because: input.reason, by: FitnessCaller(caller), once: once)
    },
    decision("approve", "Approve a record", by: reviews) { (input: ValidationApproval) in
      (input.id, .approve(note: input.note), input.ifMatch)
    },
    decision("reject", "Reject a record", by: reviews) { (input: ValidationReason) in
      (input.id, .reject(reason: input.reason), input.ifMatch)
    },
    .put(
      "/validations/{id}/reopen", permission: .administerFitness, summary: "Reopen a review",
      refusals: [ReviewRefusal.self],
      answer: { (view: ValidationView) in ValidationBody(view).tagged }
    ) { (caller, input: ValidationReason, once) in
      try await reviews.reopen(
        input.id, because: input.reason, by: FitnessCaller(caller),
        if: { try input.ifMatch.check(ETag(version: $0)) }, once: once)
    },
  ]
}

private func decision<Input: RequestInput>(
  _ word: String, _ summary: String, by reviews: ReviewService,
  _ read:
    @escaping @Sendable (Input) -> (
      id: StepValidation.ID, decision: ReviewDecision, ifMatch: IfMatch?
    )
) -> Route {
  .put(
    "/validations/{id}/\(word)", permission: .reviewSteps, summary: summary,
    refusals: [ReviewRefusal.self],
    answer: { (view: ValidationView) in ValidationBody(view).tagged }
  ) { (caller, input: Input, once) in
    let (id, decision, ifMatch) = read(input)
    return try await reviews.decide(
      id, decision, by: FitnessCaller(caller),
      if: { try ifMatch.check(ETag(version: $0)) }, once: once)
  }
}

/// How far the house trusts people.
func trustRoutes(_ trust: TrustService) -> [Route] {
  [
    .put(
      "/users/{user_id}/trust", permission: .administerFitness,
      summary: "Set how far a user is trusted", refusals: [ReviewRefusal.self],
      answer: { (profile: FitnessProfile) in TrustBody(profile: profile) }
    ) { (caller, input: TrustInput, once) in
      try await trust.set(
        input.trust, of: input.userID, by: FitnessCaller(caller), once: once)
    }
  ]
}

/// How far a user is trusted, on the wire.
struct TrustBody: ResponseBody {
  let profile: FitnessProfile

  static let shape = Shape<TrustBody>(
    "FitnessTrust",
    .id("user_id") { $0.profile.userID },
    .enumeration("trust") { $0.profile.trust },
    .instant("updated_at") { $0.profile.updatedAt })
}
