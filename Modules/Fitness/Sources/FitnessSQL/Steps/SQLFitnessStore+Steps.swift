public import Fitness
public import Kernel
import PlatformSQL
import Storage

extension SQLFitnessStore {
  /// A record of somebody, superseded or not.
  public func record(_ id: StepRecord.ID, of user: UserID) async throws -> StepRecord? {
    try await database.first(
      """
      SELECT \(StepRecord.columns) FROM fitness_step_records
      WHERE id = \(id) AND user_id = \(user)
      """, StepRecord.init(row:))
  }

  /// Whose record it is.
  public func owner(of record: StepRecord.ID) async throws -> UserID? {
    try await database.first("SELECT user_id FROM fitness_step_records WHERE id = \(record)") {
      try $0["user_id"]
    }
  }

  /// A page of somebody's current records, the newest date first.
  public func records(
    of user: UserID, _ filter: StepRecordFilter, after place: StepRecordPlace?, limit: Int
  ) async throws -> [StepRecord] {
    let source: SQL = filter.source.map { "AND source = \($0.rawValue)" } ?? ""
    let place: SQL = place.map { "AND (date, id) < (\($0.date), \($0.id))" } ?? ""
    // Each by the index of its own.
    let states: [SQL] = [
      "verification = 'verified'",
      filter.verification.map { "verification = \($0.rawValue) AND verification <> 'verified'" }
        ?? "verification <> 'verified'",
    ]
    let wanted = states.enumerated().filter { index, _ in
      switch filter.verification {
      case nil: true
      case .verified: index == 0
      case .pending, .rejected: index == 1
      }
    }
    let pages: [SQL] = wanted.map { _, state in
      """
      SELECT * FROM (
        SELECT \(StepRecord.columns) FROM fitness_step_records
        WHERE user_id = \(user) AND superseded_by IS NULL AND \(state)
          AND date BETWEEN \(filter.dates.lowerBound) AND \(filter.dates.upperBound)
          \(source) \(place)
        ORDER BY date DESC, id DESC LIMIT \(limit)) AS page
      """
    }
    return try await database.all(
      """
      \(SQL.joined(pages, separator: " UNION ALL "))
      ORDER BY date DESC, id DESC LIMIT \(limit)
      """, StepRecord.init(row:))
  }

  /// Somebody's dates that have records, the newest first.
  public func days(of user: UserID, in dates: ClosedRange<CivilDate>) async throws -> [StepDay] {
    try await database.all(
      """
      SELECT \(StepDay.columns) FROM fitness_step_days
      WHERE user_id = \(user) AND date BETWEEN \(dates.lowerBound) AND \(dates.upperBound)
      ORDER BY date DESC
      """, StepDay.init(row:))
  }

  /// The dates on which so many steps counted at least, in order.
  public func datesWalked(by user: UserID, counting steps: Int) async throws -> [CivilDate] {
    try await database.all(
      """
      SELECT date FROM fitness_step_days
      WHERE user_id = \(user) AND counted >= \(steps) ORDER BY date
      """
    ) { try $0["date"] }
  }
}
