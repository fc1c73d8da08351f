public import Kernel

/// What is asked of the rows of achievements outside of units of work.
public protocol AchievementReading: Sendable {
  /// Up to `limit` achievements in their order, with what somebody has of each.
  /// - Parameter withInactive: whether those are among them that cannot be unlocked and that they
  ///   do not have.
  func achievements(
    of user: UserID, withInactive: Bool, after place: AchievementPlace?, limit: Int
  ) async throws -> [AchievementStanding]

  /// An achievement, with what somebody has of it.
  func achievement(_ id: Achievement.ID, of user: UserID) async throws -> AchievementStanding?

  /// An achievement.
  func achievement(_ id: Achievement.ID) async throws -> Achievement?

  /// Somebody's counted steps of all dates, and the dates on which any counted, in order, without
  /// intervals.
  func walked(by user: UserID) async throws -> (total: Int, dates: [WalkedDate])

  /// Dates on which anything counted, in order, with their measured intervals that count.
  /// - Parameter dates: up to 100 of them.
  func walked(by user: UserID, on dates: [CivilDate]) async throws -> [WalkedDate]

  /// Up to `limit` users by their ids who do not have an achievement, and may have reached it.
  func candidates(
    for achievement: Achievement, after user: UserID?, limit: Int
  ) async throws -> [UserID]
}

/// The rows of achievements within a unit of work.
public protocol AchievementRows: WalkedHistory {
  /// Each achievement that can be unlocked or that somebody has, with what they have of it.
  func standings(of user: UserID) throws -> [AchievementStanding]

  /// An achievement, with what somebody has of it.
  func standing(of user: UserID, in id: Achievement.ID) throws -> AchievementStanding?

  /// An achievement, locked.
  func lockAchievement(_ id: Achievement.ID) throws -> Achievement?

  /// Adds an achievement.
  /// - Returns: false if another one has its code.
  func insert(_ achievement: Achievement) throws -> Bool

  /// Changes an achievement.
  /// - Returns: false if another one has its code.
  func update(_ achievement: Achievement) throws -> Bool

  /// Adds an award.
  func insert(_ award: AchievementAward) throws

  /// Notes by which dates an award is borne now.
  func update(_ award: AchievementAward) throws

  /// Forgets what somebody has.
  func forgetAwards(of user: UserID) throws

  /// Takes an award away.
  func delete(_ award: AchievementAward) throws
}
