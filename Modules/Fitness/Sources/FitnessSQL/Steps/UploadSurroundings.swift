import Fitness
import Kernel
import PlatformSQL
import Storage

extension StepRecord {
  /// Somebody's current records of dates.
  static func current(of user: UserID, on dates: Set<CivilDate>) -> SQL {
    let states: [SQL] = ["verification = 'verified'", "verification <> 'verified'"]
    let some: [SQL] = states.map { state in
      """
      SELECT \(columns) FROM fitness_step_records
      WHERE user_id = \(user) AND date \(dates.isAmong) AND superseded_by IS NULL AND \(state)
      """
    }
    return SQL.joined(some, separator: " UNION ALL ")
  }
}

extension SQLFitnessTransaction {
  func surroundings(_ question: UploadQuestion) throws -> UploadSurroundings {
    let user = question.userID
    let known = try sql.pending(StepRecord.current(of: user, on: question.dates))
    let corrected = try sql.pending(
      question.externalIDs.isEmpty ? "SELECT 1 WHERE 1 = 0" : externallyNamed(question))
    let others = try sql.pending(
      question.devices.isEmpty ? "SELECT 1 WHERE 1 = 0" : devicesOfOthers(question))
    let days = try sql.all(
      """
      SELECT \(StepDay.columns) FROM fitness_step_days
      WHERE user_id = \(user)
        AND date BETWEEN \(question.days.lowerBound) AND \(question.days.upperBound)
      """, StepDay.init(row:))
    var records = try known.rows().map(StepRecord.init(row:))
    if !question.externalIDs.isEmpty {
      let ids = Set(records.map(\.id))
      records += try corrected.rows().map(StepRecord.init(row:)).filter { !ids.contains($0.id) }
    }
    let shared: Set<String> = Set(
      try question.devices.isEmpty ? [] : others.rows().map { try $0["device_id"] })
    return UploadSurroundings(
      records: records, days: days,
      devicesOfOthers: try shared.filter { try !wasFirst(user, on: $0) })
  }

  /// The current records that an upload may correct by their names, of whichever date.
  private func externallyNamed(_ question: UploadQuestion) -> SQL {
    let names = Array(question.externalIDs).sorted().sqlValue
    let states: [SQL] = ["verification = 'verified'", "verification <> 'verified'"]
    let some: [SQL] = states.map { state in
      """
      SELECT \(StepRecord.columns) FROM fitness_step_records
      WHERE user_id = \(question.userID) AND date >= \(question.earliest)
        AND superseded_by IS NULL AND \(state)
        AND external_id \(sql.dialect.isAmong(names))
      """
    }
    return SQL.joined(some, separator: " UNION ALL ")
  }

  /// The devices that anybody else has recorded with lately. By the index, which passes over what
  /// is the user's own.
  private func devicesOfOthers(_ question: UploadQuestion) -> SQL {
    let some: [SQL] = question.devices.sorted().flatMap { device in
      ["<", ">"].map { (side: SQL) in
        """
        SELECT * FROM (
          SELECT device_id FROM fitness_step_records
          WHERE device_id = \(device) AND user_id \(side) \(question.userID)
            AND created_at >= \(question.devicesSince)
          LIMIT 1) AS other
        """
      }
    }
    return SQL.joined(some, separator: " UNION ALL ")
  }

  /// Whether somebody has recorded with a device before everybody else did.
  private func wasFirst(_ user: UserID, on device: String) throws -> Bool {
    let first = try sql.first(
      """
      SELECT min(CASE WHEN user_id = \(user) THEN created_at END) AS own,
        min(CASE WHEN user_id <> \(user) THEN created_at END) AS others
      FROM fitness_step_records WHERE device_id = \(device)
      """
    ) { (own: try $0["own"] as Instant?, others: try $0["others"] as Instant?) }
    guard let own = first?.own else { return false }
    return first?.others.map { own <= $0 } ?? true
  }
}
