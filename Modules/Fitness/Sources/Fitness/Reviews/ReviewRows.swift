public import Kernel

/// What is asked of the rows of reviews outside of units of work.
public protocol ReviewReading: Sendable {
  /// Up to `limit` validations of a filter, each with its record.
  func validations(
    _ filter: ValidationFilter, in order: ValidationOrder, limit: Int
  ) async throws -> [ValidationView]

  /// A validation with its record.
  func validation(_ id: StepValidation.ID) async throws -> ValidationView?
}

/// The rows of reviews within a unit of work, whose user's profile is locked.
public protocol ReviewRows {
  /// A validation, locked.
  func lockReview(_ id: StepValidation.ID) throws -> StepValidation?

  /// The validation of a record that waits for an answer.
  func pendingReview(of record: StepRecord.ID) throws -> StepValidation.ID?

  /// Adds validations.
  func insert(_ validations: [StepValidation]) throws

  /// Changes a validation.
  func update(_ validation: StepValidation) throws

  /// Withdraws the validations of records that wait for an answer.
  func withdrawPending(of records: [StepRecord.ID], at now: Instant) throws

  /// Forgets up to `limit` validations of somebody's records, and then that they decided about
  /// others'.
  /// - Returns: whether nothing is left to forget.
  func forgetReviews(of user: UserID, limit: Int) throws -> Bool

  /// How many records of somebody are rejected by decisions since an instant.
  func rejectedRecords(of user: UserID, since: Instant) throws -> Int
}
