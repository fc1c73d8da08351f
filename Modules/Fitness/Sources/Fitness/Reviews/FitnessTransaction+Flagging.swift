extension FitnessTransaction {
  /// Asks the staff about records that rules have flagged.
  func openReviews(_ records: [StepRecord]) throws {}

  /// Gives up what is asked about records that others have taken the place of.
  func withdrawReviews(of records: [StepRecord.ID]) throws {}
}
