import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// Views, and what is answered of them.
@Suite struct ReportContractTests {
  /// The date that it is by the machine, as it is for the views.
  private let now = SystemClock().now()
  private var today: CivilDate { TimeZoneRules.utc.date(at: now) }

  /// Writes a date of somebody, as an upload would have.
  private func write(
    _ fixture: FitnessFixture, _ user: UserID, _ date: CivilDate, _ counted: Int
  ) async throws {
    try await fixture.database.execute(
      """
      INSERT INTO fitness_step_days (user_id, date, measured, manual, steps, counted, overlapping,
        manual_over, over_cap, pending, rejected, reported, earned_parts, coins_per_step,
        daily_coin_cap, daily_step_cap, goal, goal_met, sources, updated_at)
      VALUES (\(user), \(date), \(counted), 0, \(counted), \(counted), 0, 0, 0, 10, 5,
        \(counted + 15), \(counted * 100), 100, 500, 50000, 10000, \(false), '', \(now))
      """)
    try await fixture.database.execute(
      """
      UPDATE fitness_profiles SET total_counted = total_counted + \(counted)
      WHERE user_id = \(user)
      """)
  }

  private func walker(_ fixture: FitnessFixture, _ name: String) async throws -> UserID {
    let user = try fixture.user(name)
    try await fixture.change(user) { $0.displayName = name }
    return user
  }

  @Test(
    "A user's statistics are those of the view, and of the rules of streaks",
    arguments: Engine.allCases)
  func stats(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let patterns: [[Int]] = [
      [], [0], [1], [2], [0, 1, 2], [1, 2, 3], [2, 3, 4, 9, 10, 11, 12, 13], [-1, 1, 2],
      [0, 2, 3, 4],
    ]
    for (number, pattern) in patterns.enumerated() {
      let user = try await walker(fixture, "w\(number)")
      for days in pattern { try await write(fixture, user, today.adding(days: -days), 1_000) }
      // Too few for a streak.
      try await write(fixture, user, today.adding(days: -20), 999)
      let stats = try #require(try await fixture.store.stats(of: user, at: now))
      let dates = pattern.map { today.adding(days: -$0) }.sorted()
      let streaks = Streaks(dates, today: today)
      #expect(stats.currentStreak == streaks.current, "\(pattern)")
      #expect(stats.longestStreak == streaks.longest, "\(pattern)")
      #expect(stats.activeDays == pattern.count + 1)
      #expect(stats.totalSteps == pattern.count * 1_000 + 999)
      #expect(stats.averageDailySteps == stats.totalSteps / stats.activeDays)
      #expect(stats.bestDayDate == dates.first ?? today.adding(days: -20))
      let view = try await fixture.database.first(
        "SELECT * FROM user_stats WHERE user_id = \(user)"
      ) { row in
        UserStats(
          userID: try row["user_id"], totalSteps: try row["total_steps"],
          activeDays: try row["active_days"], averageDailySteps: try row["average_daily_steps"],
          bestDaySteps: try row["best_day_steps"], bestDayDate: try row["best_day_date"],
          currentStreak: try row["current_streak"], longestStreak: try row["longest_streak"],
          coinsEarned: try row["coins_earned"], coinsSpent: try row["coins_spent"],
          achievementsUnlocked: try row["achievements_unlocked"],
          ordersCount: try row["orders_count"],
          lastRecordedDate: try row["last_recorded_date"])
      }
      #expect(view == stats)
    }
    #expect(try await fixture.store.stats(after: nil, limit: 100, at: now).count == patterns.count)
    #expect(try await fixture.store.stats(of: UserID(rawValue: 9), at: now) == nil)
  }

  @Test("Who walked in the last 30 dates is active, by their own clock", arguments: Engine.allCases)
  func active(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let (ada, ben) = (try await walker(fixture, "Ada"), try await walker(fixture, "Ben"))
    for (days, steps) in [(0, 1), (6, 20), (7, 300), (29, 4_000), (30, 50_000)] {
      try await write(fixture, ada, today.adding(days: -days), steps)
    }
    try await write(fixture, ben, today.adding(days: -30), 1_000)
    let found = try await fixture.store.activeUsers(after: nil, limit: 10, at: now)
    #expect(
      found == [
        ActiveUser(
          userID: ada, displayName: "Ada", lastActiveDate: today, weekSteps: 21,
          monthSteps: 4_321, availableCoins: 0)
      ])
    let view = try await fixture.database.all("SELECT * FROM active_users ORDER BY user_id") {
      ActiveUser(
        userID: try $0["user_id"], displayName: try $0["display_name"],
        lastActiveDate: try $0["last_active_date"], weekSteps: try $0["steps_7d"],
        monthSteps: try $0["steps_30d"], availableCoins: try $0["available_coins"])
    }
    #expect(view == found)
    #expect(try await fixture.store.activeUsers(after: ada, limit: 10, at: now).isEmpty)
  }

  @Test("A day's summary has all users' steps and coins", arguments: Engine.allCases)
  func days(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine)
    let (ada, ben) = (try await walker(fixture, "Ada"), try await walker(fixture, "Ben"))
    try await write(fixture, ada, today, 1_001)
    try await write(fixture, ben, today, 2_000)
    try await write(fixture, ben, today.adding(days: -1), 3)
    let found = try await fixture.store.daySummaries(today.adding(days: -5)...today)
    #expect(
      found == [
        DaySummary(
          date: today, users: 2, steps: 3_001, countedSteps: 3_001, pendingSteps: 20,
          rejectedSteps: 10, earned: CoinFraction(parts: 300_100)),
        DaySummary(
          date: today.adding(days: -1), users: 1, steps: 3, countedSteps: 3, pendingSteps: 10,
          rejectedSteps: 5, earned: CoinFraction(parts: 300)),
      ])
  }

  @Test("A report of days is of 366 of them at most", arguments: Engine.allCases)
  func ranges(on engine: Engine) async throws {
    let reports = try await FitnessFixture(on: engine).reports
    let first = today.adding(days: -366)
    await #expect(throws: ReportRefusal.rangeTooLong) {
      _ = try await reports.daySummaries(from: first, to: today)
    }
    await #expect(throws: ReportRefusal.endsBeforeItBegins) {
      _ = try await reports.daySummaries(from: today, to: first)
    }
    #expect(try await reports.daySummaries(from: first.adding(days: 1), to: today).isEmpty)
  }
}
