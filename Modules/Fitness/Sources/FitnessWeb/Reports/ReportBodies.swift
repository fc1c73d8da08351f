import Documents
import Fitness
import Kernel
import Router

/// A row of a report, on the wire and as cells of a CSV.
protocol ReportRow: ResponseBody {
  /// The names of the cells, which are those of the members.
  static var columns: [String] { get }
  /// The values in the same order.
  var cells: [CSVRow.Cell] { get }
}

/// Somebody's statistics on the wire.
struct UserStatsBody: ReportRow {
  let stats: UserStats

  static let shape = Shape<UserStatsBody>(
    "FitnessUserStats",
    .id("user_id") { $0.stats.userID },
    .integer("total_steps") { $0.stats.totalSteps },
    .integer("active_days") { $0.stats.activeDays },
    .integer("average_daily_steps") { $0.stats.averageDailySteps },
    .integer("best_day_steps") { $0.stats.bestDaySteps },
    .optionalDate("best_day_date") { $0.stats.bestDayDate },
    .integer("current_streak") { $0.stats.currentStreak },
    .integer("longest_streak") { $0.stats.longestStreak },
    .integer("coins_earned") { $0.stats.coinsEarned },
    .integer("coins_spent") { $0.stats.coinsSpent },
    .integer("achievements_unlocked") { $0.stats.achievementsUnlocked },
    .integer("orders_count") { $0.stats.ordersCount },
    .optionalDate("last_recorded_date") { $0.stats.lastRecordedDate })

  static let columns = [
    "user_id", "total_steps", "active_days", "average_daily_steps", "best_day_steps",
    "best_day_date", "current_streak", "longest_streak", "coins_earned", "coins_spent",
    "achievements_unlocked", "orders_count", "last_recorded_date",
  ]

  var cells: [CSVRow.Cell] {
    [
      .plain("\(stats.userID)"), .plain("\(stats.totalSteps)"), .plain("\(stats.activeDays)"),
      .plain("\(stats.averageDailySteps)"), .plain("\(stats.bestDaySteps)"),
      .date(stats.bestDayDate), .plain("\(stats.currentStreak)"),
      .plain("\(stats.longestStreak)"), .plain("\(stats.coinsEarned)"),
      .plain("\(stats.coinsSpent)"), .plain("\(stats.achievementsUnlocked)"),
      .plain("\(stats.ordersCount)"), .date(stats.lastRecordedDate),
    ]
  }
}

/// Somebody who walked lately, on the wire.
struct ActiveUserBody: ReportRow {
  let user: ActiveUser

  static let shape = Shape<ActiveUserBody>(
    "FitnessActiveUser",
    .id("user_id") { $0.user.userID },
    .optionalString("display_name") { $0.user.displayName },
    .date("last_active_date") { $0.user.lastActiveDate },
    .integer("steps_7d") { $0.user.weekSteps },
    .integer("steps_30d") { $0.user.monthSteps },
    .integer("available_coins") { $0.user.availableCoins })

  static let columns = [
    "user_id", "display_name", "last_active_date", "steps_7d", "steps_30d", "available_coins",
  ]

  var cells: [CSVRow.Cell] {
    [
      .plain("\(user.userID)"), .text(user.displayName), .date(user.lastActiveDate),
      .plain("\(user.weekSteps)"), .plain("\(user.monthSteps)"),
      .plain("\(user.availableCoins)"),
    ]
  }
}

/// What all walked on a date, on the wire.
struct DaySummaryBody: ReportRow {
  let summary: DaySummary

  static let shape = Shape<DaySummaryBody>(
    "FitnessDaySummary",
    .date("date") { $0.summary.date },
    .integer("users") { $0.summary.users },
    .integer("steps") { $0.summary.steps },
    .integer("counted_steps") { $0.summary.countedSteps },
    .integer("pending_steps") { $0.summary.pendingSteps },
    .integer("rejected_steps") { $0.summary.rejectedSteps },
    .string("coins_earned") { "\($0.summary.earned)" })

  static let columns = [
    "date", "users", "steps", "counted_steps", "pending_steps", "rejected_steps", "coins_earned",
  ]

  var cells: [CSVRow.Cell] {
    [
      .date(summary.date), .plain("\(summary.users)"), .plain("\(summary.steps)"),
      .plain("\(summary.countedSteps)"), .plain("\(summary.pendingSteps)"),
      .plain("\(summary.rejectedSteps)"), .plain("\(summary.earned)"),
    ]
  }
}

extension CSVRow.Cell {
  /// A date; nothing where there is none.
  fileprivate static func date(_ date: CivilDate?) -> CSVRow.Cell {
    .plain(date.map { "\($0)" } ?? "")
  }
}
