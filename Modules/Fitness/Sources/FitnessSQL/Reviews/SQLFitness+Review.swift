public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore {
  /// A page of validations, each with its record.
  public func validations(
    _ filter: ValidationFilter, in order: ValidationOrder, limit: Int
  ) async throws -> [ValidationView] {
    let page = ValidationPage(filter: filter, order: order, limit: limit)
    return try await views(
      database.all(page.statement, StepValidation.init(row:)))
  }

  /// A validation with its record.
  public func validation(_ id: StepValidation.ID) async throws -> ValidationView? {
    try await views(
      database.all(
        "SELECT \(StepValidation.columns) FROM fitness_step_validations WHERE id = \(id)",
        StepValidation.init(row:))
    ).first
  }

  /// Validations with their records, read at once: by date, so that Postgres looks into those
  /// months alone.
  private func views(_ validations: [StepValidation]) async throws -> [ValidationView] {
    guard !validations.isEmpty else { return [] }
    let keys = database.dialect.unnest(
      [
        StepRecord.ID.sqlValue(of: validations.map(\.recordID)),
        String.sqlValue(of: validations.map { "\($0.date)" }),
      ], as: "k")
    let date: SQL = database.dialect == .postgres ? "CAST(k.c2 AS date)" : "k.c2"
    let records = try await database.all(
      """
      SELECT \(StepRecord.columns) FROM \(keys)
      JOIN fitness_step_records r ON r.id = k.c1 AND r.date = \(date)
      """, StepRecord.init(row:))
    let found = Dictionary(records.map { ($0.id, $0) }) { $1 }
    return validations.map { ValidationView(validation: $0, record: found[$0.recordID]) }
  }
}

extension SQLFitnessTransaction {
  func lockReview(_ id: StepValidation.ID) throws -> StepValidation? {
    try sql.first(
      """
      SELECT \(StepValidation.columns) FROM fitness_step_validations
      WHERE id = \(id) \(sql.dialect.lockingRows)
      """, StepValidation.init(row:))
  }

  func pendingReview(of record: StepRecord.ID) throws -> StepValidation.ID? {
    try sql.first(
      """
      SELECT id FROM fitness_step_validations
      WHERE step_record_id = \(record) AND status = 'pending'
      """
    ) { try $0["id"] }
  }

  func insert(_ validations: [StepValidation]) throws {
    try sql.deferred(
      validations.map { one in
        """
        INSERT INTO fitness_step_validations (id, step_record_id, user_id, date, steps, source,
          status, anomaly_score, rules, reason, version, created_at, updated_at)
        VALUES (\(one.id), \(one.recordID), \(one.userID), \(one.date), \(one.steps),
          \(one.source.rawValue), \(one.state.rawValue), \(one.score),
          \(CheatRule.text(one.rules)), \(one.reason), \(one.version), \(one.createdAt),
          \(one.updatedAt))
        """
      })
  }

  func update(_ validation: StepValidation) throws {
    try sql.deferred([
      """
      UPDATE fitness_step_validations SET status = \(validation.state.rawValue),
        reason = \(validation.reason), reviewer_id = \(validation.reviewerID),
        reviewed_at = \(validation.reviewedAt), version = \(validation.version),
        updated_at = \(validation.updatedAt)
      WHERE id = \(validation.id)
      """
    ])
  }

  func withdrawPending(of records: [StepRecord.ID], at now: Instant) throws {
    try sql.deferred([
      """
      UPDATE fitness_step_validations
      SET status = 'withdrawn', version = version + 1, updated_at = \(now)
      WHERE step_record_id \(sql.dialect.isAmong(StepRecord.ID.sqlValue(of: records)))
        AND status = 'pending'
      """
    ])
  }

  func forgetReviews(of user: UserID, limit: Int) throws -> Bool {
    let own = try sql.execute(
      """
      DELETE FROM fitness_step_validations WHERE id IN (
        SELECT id FROM fitness_step_validations WHERE user_id = \(user) LIMIT \(limit))
      """)
    guard own == 0 else { return false }
    return try sql.execute(
      """
      UPDATE fitness_step_validations SET reviewer_id = NULL WHERE id IN (
        SELECT id FROM fitness_step_validations WHERE reviewer_id = \(user) LIMIT \(limit))
      """) == 0
  }

  func rejectedRecords(of user: UserID, since: Instant) throws -> Int {
    try sql.first(
      """
      SELECT COUNT(DISTINCT step_record_id) FROM fitness_step_validations
      WHERE user_id = \(user) AND status = 'rejected' AND reviewed_at >= \(since)
      """
    ) { try $0.get(0, as: Int.self) } ?? 0
  }
}
