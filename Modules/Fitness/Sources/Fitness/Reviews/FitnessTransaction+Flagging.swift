import Kernel

extension FitnessTransaction {
  /// Asks about records that rules have flagged.
  /// - Parameter records: those that wait for a review, as they are written.
  func openReviews(_ records: [StepRecord]) throws {
    let validations = records.map { record in
      StepValidation(
        id: ids.make(), of: record, score: record.flags.map(\.score).max() ?? 0,
        rules: record.flags, at: now)
    }
    guard !validations.isEmpty else { return }
    try insert(validations)
    for validation in validations { try tell(.opened(validation)) }
  }

  /// Withdraws what is asked about records whose place others have taken.
  func withdrawReviews(of records: [StepRecord.ID]) throws {
    if !records.isEmpty { try withdrawPending(of: records, at: now) }
  }
}
