public import Kernel

/// What somebody's dates, coins, achievements and orders come to: a row of the view `user_stats`.
/// Steps are counted ones.
public struct UserStats: Hashable, Sendable {
  /// Whose.
  public let userID: UserID
  /// Of all dates.
  public let totalSteps: Int64
  /// How many dates have any.
  public let activeDays: Int64
  /// Steps an active day, rounded down.
  public let averageDailySteps: Int64
  /// The most of one date.
  public let bestDaySteps: Int64
  /// The first date that has as many; nil where no date has any.
  public let bestDayDate: CivilDate?
  /// The run of dates that lasts, each of 1,000 steps or more.
  public let currentStreak: Int64
  /// The longest such run.
  public let longestStreak: Int64
  /// Coins ever earned, net of what was taken back.
  public let coinsEarned: Int64
  /// Coins ever spent, net of refunds.
  public let coinsSpent: Int64
  /// How many achievements are unlocked.
  public let achievementsUnlocked: Int64
  /// How many orders there are, whatever became of them.
  public let ordersCount: Int64
  /// The last date with a record.
  public let lastRecordedDate: CivilDate?

  /// Puts a row together.
  public init(
    userID: UserID, totalSteps: Int64 = 0, activeDays: Int64 = 0, averageDailySteps: Int64 = 0,
    bestDaySteps: Int64 = 0, bestDayDate: CivilDate? = nil, currentStreak: Int64 = 0,
    longestStreak: Int64 = 0, coinsEarned: Int64 = 0, coinsSpent: Int64 = 0,
    achievementsUnlocked: Int64 = 0, ordersCount: Int64 = 0, lastRecordedDate: CivilDate? = nil
  ) {
    self.userID = userID
    self.totalSteps = totalSteps
    self.activeDays = activeDays
    self.averageDailySteps = averageDailySteps
    self.bestDaySteps = bestDaySteps
    self.bestDayDate = bestDayDate
    self.currentStreak = currentStreak
    self.longestStreak = longestStreak
    self.coinsEarned = coinsEarned
    self.coinsSpent = coinsSpent
    self.achievementsUnlocked = achievementsUnlocked
    self.ordersCount = ordersCount
    self.lastRecordedDate = lastRecordedDate
  }
}

/// Somebody who walked in the last 30 dates, today included: a row of the view `active_users`.
public struct ActiveUser: Hashable, Sendable {
  /// Who.
  public let userID: UserID
  /// How they call themselves.
  public let displayName: String?
  /// The last date with counted steps.
  public let lastActiveDate: CivilDate
  /// Counted steps of the last 7 dates.
  public let weekSteps: Int64
  /// Counted steps of the last 30 dates.
  public let monthSteps: Int64
  /// What they may spend.
  public let availableCoins: Int64

  /// Puts a row together.
  public init(
    userID: UserID, displayName: String?, lastActiveDate: CivilDate, weekSteps: Int64,
    monthSteps: Int64, availableCoins: Int64
  ) {
    self.userID = userID
    self.displayName = displayName
    self.lastActiveDate = lastActiveDate
    self.weekSteps = weekSteps
    self.monthSteps = monthSteps
    self.availableCoins = availableCoins
  }
}

/// What all users walked on a date: a row of the view `daily_step_summary`.
public struct DaySummary: Hashable, Sendable {
  /// The date.
  public let date: CivilDate
  /// How many users have records of it.
  public let users: Int64
  /// Their steps, each once.
  public let steps: Int64
  /// Those that count.
  public let countedSteps: Int64
  /// Those that wait for a review.
  public let pendingSteps: Int64
  /// Those that a review turned down.
  public let rejectedSteps: Int64
  /// What the date earned.
  public let earned: CoinFraction

  /// Puts a row together.
  public init(
    date: CivilDate, users: Int64, steps: Int64, countedSteps: Int64, pendingSteps: Int64,
    rejectedSteps: Int64, earned: CoinFraction
  ) {
    self.date = date
    self.users = users
    self.steps = steps
    self.countedSteps = countedSteps
    self.pendingSteps = pendingSteps
    self.rejectedSteps = rejectedSteps
    self.earned = earned
  }
}
