public import Fitness
public import Kernel
import PlatformSQL
import Storage

// The views, by the business clock instead of the database's.

extension UserStats {
  /// Whether a run lasts is told by the zone's rules, and the view's answer is not taken.
  fileprivate static let statement: SQL =
    """
    SELECT s.*, p.time_zone, r.last_run, r.last_date
    FROM user_stats s
    JOIN fitness_profiles p ON p.user_id = s.user_id
    LEFT JOIN fitness_user_runs r ON r.user_id = s.user_id
    """

  fileprivate init(row: Row, at now: Instant) throws {
    let today = try row.zone("time_zone").date(at: now)
    let lastDate: CivilDate? = try row["last_date"]
    let lasts = lastDate.map { $0 >= today.adding(days: -1) } ?? false
    let lastRun: Int64? = try row["last_run"]
    self.init(
      userID: try row["user_id"], totalSteps: try row["total_steps"],
      activeDays: try row["active_days"], averageDailySteps: try row["average_daily_steps"],
      bestDaySteps: try row["best_day_steps"], bestDayDate: try row["best_day_date"],
      currentStreak: lasts ? lastRun ?? 0 : 0, longestStreak: try row["longest_streak"],
      coinsEarned: try row["coins_earned"], coinsSpent: try row["coins_spent"],
      achievementsUnlocked: try row["achievements_unlocked"],
      ordersCount: try row["orders_count"], lastRecordedDate: try row["last_recorded_date"])
  }
}

extension SQLFitnessStore {
  /// Somebody's statistics.
  public func stats(of user: UserID, at now: Instant) async throws -> UserStats? {
    // Named in each part, so that an engine sums up one user's dates and no others'.
    try await database.first(
      """
      \(UserStats.statement) AND r.user_id = \(user)
      WHERE s.user_id = \(user) AND p.user_id = \(user)
      """
    ) { try UserStats(row: $0, at: now) }
  }

  /// Users' statistics, by their ids.
  public func stats(
    after user: UserID?, limit: Int, at now: Instant
  ) async throws -> [UserStats] {
    try await database.all(
      """
      \(UserStats.statement)
      WHERE s.user_id > \(user ?? UserID(rawValue: 0))
      ORDER BY s.user_id
      LIMIT \(limit)
      """, expected: .long
    ) { try UserStats(row: $0, at: now) }
  }

  /// Those who walked in the last 30 dates, by their ids.
  public func activeUsers(
    after user: UserID?, limit: Int, at now: Instant
  ) async throws -> [ActiveUser] {
    let utc = TimeZoneRules.utc.date(at: now)
    return try await database.all(
      """
      SELECT a.user_id, a.display_name, MAX(a.date) AS last_active_date,
        CAST(SUM(CASE WHEN a.age < 7 THEN a.counted ELSE 0 END) AS bigint) AS steps_7d,
        CAST(SUM(a.counted) AS bigint) AS steps_30d,
        COALESCE(MAX(w.available_coins), 0) AS available_coins
      FROM (
        SELECT p.user_id, p.display_name, d.date, d.counted, \(age(at: now)) AS age
        FROM fitness_step_days d
        JOIN fitness_profiles p ON p.user_id = d.user_id
        WHERE d.date > \(utc.adding(days: -31)) AND d.counted > 0 AND p.deleted_at IS NULL
          AND d.user_id > \(user ?? UserID(rawValue: 0))
      ) a
      LEFT JOIN fitness_wallets w ON w.user_id = a.user_id
      WHERE a.age < 30
      GROUP BY a.user_id, a.display_name
      ORDER BY a.user_id
      LIMIT \(limit)
      """, expected: .long
    ) {
      ActiveUser(
        userID: try $0["user_id"], displayName: try $0["display_name"],
        lastActiveDate: try $0["last_active_date"], weekSteps: try $0["steps_7d"],
        monthSteps: try $0["steps_30d"], availableCoins: try $0["available_coins"])
    }
  }

  /// How many days ago the date `d.date` was for the user of `p`.
  private func age(at now: Instant) -> SQL {
    switch database.dialect {
    case .postgres:
      """
      CAST(\(now) AT TIME ZONE 'UTC' + p.utc_offset * INTERVAL '1 minute' AS date) - d.date
      """
    case .sqlite:
      """
      CAST(julianday(date(\(now) / 1000, 'unixepoch', p.utc_offset || ' minutes'))
        - julianday(d.date) AS INTEGER)
      """
    }
  }

  /// What all walked, newest date first.
  public func daySummaries(_ dates: ClosedRange<CivilDate>) async throws -> [DaySummary] {
    try await database.all(
      """
      SELECT s.date, s.users, s.steps, s.counted_steps, s.pending_steps, s.rejected_steps,
        CAST(s.coins_earned AS text) AS coins_earned
      FROM daily_step_summary s
      WHERE s.date >= \(dates.lowerBound) AND s.date <= \(dates.upperBound)
      ORDER BY s.date DESC
      """, expected: .long
    ) { row in
      let earned: String = try row["coins_earned"]
      guard let parts = Int64(earned.filter { $0 != "." }) else {
        throw RowError.invalidValue(column: "coins_earned", type: "CoinFraction")
      }
      return DaySummary(
        date: try row["date"], users: try row["users"], steps: try row["steps"],
        countedSteps: try row["counted_steps"], pendingSteps: try row["pending_steps"],
        rejectedSteps: try row["rejected_steps"], earned: CoinFraction(parts: parts))
    }
  }
}

extension SQLFitnessTransaction {
  /// In two parts, each of which has an index. What was superseded is of dates of the others.
  func recordedDates(of user: UserID) throws -> Set<CivilDate> {
    Set(
      try sql.all(
        """
        SELECT date FROM fitness_step_records
        WHERE user_id = \(user) AND superseded_by IS NULL AND verification = 'verified'
        UNION
        SELECT date FROM fitness_step_records
        WHERE user_id = \(user) AND superseded_by IS NULL AND verification <> 'verified'
        """
      ) { try $0.get("date", as: CivilDate.self) })
  }
}
