public import Fitness
public import Kernel
import Storage

extension SQLFitnessStore {
  /// A page of achievements in their order, with what somebody has of each.
  public func achievements(
    of user: UserID, withInactive: Bool, after place: AchievementPlace?, limit: Int
  ) async throws -> [AchievementStanding] {
    var conditions: [SQL] = withInactive ? [] : ["(a.is_active OR u.id IS NOT NULL)"]
    if let place {
      conditions.append("(a.display_order, a.id) > (\(place.displayOrder), \(place.id))")
    }
    let among: SQL =
      conditions.isEmpty ? "" : "WHERE \(SQL.joined(conditions, separator: " AND "))"
    return try await database.all(
      """
      \(AchievementStanding.selecting(of: user)) \(among)
      ORDER BY a.display_order, a.id LIMIT \(limit)
      """, AchievementStanding.init(row:))
  }

  /// An achievement, with what somebody has of it.
  public func achievement(
    _ id: Achievement.ID, of user: UserID
  ) async throws -> AchievementStanding? {
    try await database.first(
      "\(AchievementStanding.selecting(of: user)) WHERE a.id = \(id)",
      AchievementStanding.init(row:))
  }

  /// An achievement.
  public func achievement(_ id: Achievement.ID) async throws -> Achievement? {
    try await database.first(
      "SELECT \(Achievement.columns) FROM fitness_achievements a WHERE a.id = \(id)",
      Achievement.init(row:))
  }

  /// Somebody's counted steps of all dates, and the dates on which any counted, in order.
  public func walked(by user: UserID) async throws -> (total: Int, dates: [WalkedDate]) {
    let dates = try await database.all(
      """
      SELECT date, counted FROM fitness_step_days WHERE user_id = \(user) AND counted > 0
      ORDER BY date
      """
    ) { WalkedDate(date: try $0["date"], counted: try $0["counted"]) }
    return (dates.reduce(0) { $0 + $1.counted }, dates)
  }

  /// Dates on which anything counted, in order, with their measured intervals that count.
  public func walked(by user: UserID, on dates: [CivilDate]) async throws -> [WalkedDate] {
    let question = IntervalQuestion(user: user, dates: dates)
    guard !dates.isEmpty else { return [] }
    let counted = try await database.all(question.days, IntervalQuestion.day)
    return IntervalQuestion.walked(
      counted, try await database.all(question.intervals, StepRecord.init(row:)))
  }

  /// Users by their ids who do not have an achievement, and may have reached it.
  public func candidates(
    for achievement: Achievement, after user: UserID?, limit: Int
  ) async throws -> [UserID] {
    let after: SQL = user.map { "AND p.user_id > \($0)" } ?? ""
    return try await database.all(
      """
      SELECT p.user_id FROM fitness_profiles p
      WHERE p.deleted_at IS NULL AND \(achievement.criteria.mayBeReached) \(after)
        AND NOT EXISTS (
          SELECT 1 FROM fitness_user_achievements u
          WHERE u.user_id = p.user_id AND u.achievement_id = \(achievement.id))
      ORDER BY p.user_id LIMIT \(limit)
      """
    ) { try $0["user_id"] }
  }
}

extension AchievementCriteria {
  /// What must be so of `fitness_profiles p` where they are reached.
  fileprivate var mayBeReached: SQL {
    switch self {
    case .totalSteps(let steps): "p.total_counted >= \(steps)"
    case .dailySteps(let steps), .earlyBird(_, _, let steps):
      """
      EXISTS (SELECT 1 FROM fitness_step_days d
        WHERE d.user_id = p.user_id AND d.counted >= \(steps))
      """
    case .streak(let days, let steps):
      """
      (SELECT COUNT(*) FROM fitness_step_days d
        WHERE d.user_id = p.user_id AND d.counted >= \(steps)) >= \(days)
      """
    }
  }
}

extension AchievementStanding {
  /// Achievements with what somebody has of each.
  static func selecting(of user: UserID) -> SQL {
    """
    SELECT \(columns) FROM fitness_achievements a
    LEFT JOIN fitness_user_achievements u ON u.achievement_id = a.id AND u.user_id = \(user)
    """
  }
}

/// Asks for dates and their measured intervals that count.
struct IntervalQuestion {
  let user: UserID
  let dates: [CivilDate]

  private var isAmong: SQL { "IN (\(list: dates))" }

  var days: SQL {
    """
    SELECT date, counted FROM fitness_step_days
    WHERE user_id = \(user) AND date \(isAmong) AND counted > 0 ORDER BY date
    """
  }

  var intervals: SQL {
    """
    SELECT \(StepRecord.columns) FROM fitness_step_records r
    WHERE r.user_id = \(user) AND r.date \(isAmong) AND r.verification = 'verified'
      AND r.superseded_by IS NULL AND r.start_time IS NOT NULL AND NOT r.is_manual
    """
  }

  static func day(_ row: Row) throws -> (date: CivilDate, counted: Int) {
    (try row["date"], try row["counted"])
  }

  static func walked(
    _ days: [(date: CivilDate, counted: Int)], _ intervals: [StepRecord]
  ) -> [WalkedDate] {
    let byDate = Dictionary(grouping: intervals, by: \.date)
    return days.map {
      WalkedDate(date: $0.date, counted: $0.counted, intervals: byDate[$0.date] ?? [])
    }
  }
}
