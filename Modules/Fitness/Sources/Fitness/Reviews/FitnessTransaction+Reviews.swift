import Kernel
import Ports
import Work

extension FitnessTransaction {
  /// Has the record of a validation count, or not, and settles the dates of all uploads of it that
  /// stand or stood.
  /// - Returns: the record as it is then; nil where it was archived.
  func apply(
    _ decision: ReviewDecision, to validation: StepValidation, terms: FitnessTerms
  ) throws -> StepRecord? {
    guard let record = try record(validation.recordID) else { return nil }
    var versions = RecordVersions(try self.versions(of: record))
    let stood = versions.standing
    let changed = versions.review(
      record.id, as: decision.verification, reason: decision.words)
    // What stands no more makes room first: of each kind one upload stands at any moment.
    let stands = { (other: StepRecord) in other.supersededBy == nil }
    for some in [
      changed.filter { !stands($0) }, changed.filter { stands($0) && $0.id == record.id },
      changed.filter { stands($0) && $0.id != record.id },
    ] where !some.isEmpty {
      try rewrite(some)
    }
    let replaced = changed.filter { $0.supersededBy != nil && stood.contains($0.id) }
    try withdrawReviews(of: replaced.map(\.id).filter { $0 != record.id })
    let touched = changed.filter { stood.contains($0.id) || versions.standing.contains($0.id) }
    if !touched.isEmpty {
      try settle(
        record.userID, dates: Set(touched.map(\.date)), cause: .review(validation.id),
        terms: terms)
    }
    return versions.versions.first { $0.id == record.id }
  }

  /// Trusts somebody no more whose records were rejected three times within 30 days.
  /// - Returns: whether they were trusted before.
  func distrust(
    _ profile: FitnessProfile, after validation: StepValidation, at now: Instant
  ) throws -> Bool {
    guard validation.state == .rejected, profile.trust == .normal else { return false }
    let since = now.adding(seconds: -30 * 86_400)
    guard try rejectedRecords(of: profile.userID, since: since) >= 3 else { return false }
    // Its sums have changed with the decision.
    var settled = try lockProfile(profile.userID)
    settled.trust = .low
    try save(settled)
    return true
  }

  /// Records what the staff did about a validation.
  func account(
    for act: String, from before: StepValidation?, to validation: StepValidation,
    by caller: FitnessCaller, at now: Instant, _ more: [(name: String, value: String?)] = []
  ) throws {
    try work.record(
      AuditEntry(
        actor: caller.actor, action: "fitness.validation.\(act)", target: validation.auditTarget,
        before: before?.auditText(), after: validation.auditText(more), at: now))
  }
}

extension RecordVersions {
  /// The uploads that stand.
  var standing: Set<StepRecord.ID> {
    Set(versions.filter { $0.supersededBy == nil }.map(\.id))
  }
}
