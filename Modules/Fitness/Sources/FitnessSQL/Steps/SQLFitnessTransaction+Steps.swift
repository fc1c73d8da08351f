import Fitness
import Kernel
import PlatformSQL
import Storage

extension SQLFitnessTransaction {
  func record(_ id: StepRecord.ID) throws -> StepRecord? {
    try sql.first(
      "SELECT \(StepRecord.columns) FROM fitness_step_records WHERE id = \(id)",
      StepRecord.init(row:))
  }

  func versions(of record: StepRecord) throws -> [StepRecord] {
    // A correction by an external id may be of another date, as far away as uploads may be late.
    let (first, last) = (record.date.adding(days: -34), record.date.adding(days: 34))
    let states: [SQL] = [
      "superseded_by IS NULL AND verification = 'verified'",
      "superseded_by IS NULL AND verification <> 'verified'", "superseded_by IS NOT NULL",
    ]
    let some: [SQL] = states.map { state in
      """
      SELECT \(StepRecord.columns) FROM fitness_step_records
      WHERE user_id = \(record.userID) AND date BETWEEN \(first) AND \(last)
        AND identity = \(record.identity.number) AND \(state)
      """
    }
    return try sql.all(SQL.joined(some, separator: " UNION ALL "), StepRecord.init(row:))
      .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
  }

  func settled(_ user: UserID, dates: Set<CivilDate>) throws -> SettledDates {
    guard !dates.isEmpty else { return SettledDates(records: [:], days: [:]) }
    let answers = try sql.pipeline([
      StepRecord.current(of: user, on: dates),
      """
      SELECT \(StepDay.columns) FROM fitness_step_days
      WHERE user_id = \(user) AND date \(dates.isAmong)
      """,
    ])
    return SettledDates(
      records: Dictionary(grouping: try answers[0].map(StepRecord.init(row:)), by: \.date),
      days: Dictionary(
        try answers[1].map(StepDay.init(row:)).map { ($0.date, $0) },
        uniquingKeysWith: { first, _ in first }))
  }

  func allDates(of user: UserID) throws -> Set<CivilDate> {
    Set(
      try sql.all("SELECT date FROM fitness_step_days WHERE user_id = \(user)") {
        try $0["date"]
      })
  }
}
