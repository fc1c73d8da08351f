import Fitness
import Kernel
import Storage

extension SQLFitnessTransaction {
  func standings(of user: UserID) throws -> [AchievementStanding] {
    try sql.all(
      """
      \(AchievementStanding.selecting(of: user)) WHERE a.is_active OR u.id IS NOT NULL
      ORDER BY a.display_order, a.id
      """, AchievementStanding.init(row:))
  }

  func standing(of user: UserID, in id: Achievement.ID) throws -> AchievementStanding? {
    try sql.first(
      "\(AchievementStanding.selecting(of: user)) WHERE a.id = \(id)",
      AchievementStanding.init(row:))
  }

  func lockAchievement(_ id: Achievement.ID) throws -> Achievement? {
    try sql.first(
      """
      SELECT \(Achievement.columns) FROM fitness_achievements a
      WHERE a.id = \(id) \(sql.dialect.lockingRows)
      """, Achievement.init(row:))
  }

  func insert(_ achievement: Achievement) throws -> Bool {
    try sql.execute(
      """
      INSERT INTO fitness_achievements (id, code, name, description, icon, unlock_criteria,
        coin_reward, display_order, is_active, version, created_at, updated_at)
      VALUES (\(achievement.id), \(achievement.code), \(achievement.name),
        \(achievement.description), \(achievement.icon), \(achievement.criteria.json),
        \(achievement.coins), \(achievement.displayOrder), \(achievement.isActive),
        \(achievement.version), \(achievement.createdAt), \(achievement.updatedAt))
      ON CONFLICT DO NOTHING
      """) == 1
  }

  func update(_ achievement: Achievement) throws -> Bool {
    do {
      try sql.savepoint {
        _ = try sql.execute(
          """
          UPDATE fitness_achievements SET code = \(achievement.code), name = \(achievement.name),
            description = \(achievement.description), icon = \(achievement.icon),
            unlock_criteria = \(achievement.criteria.json), coin_reward = \(achievement.coins),
            display_order = \(achievement.displayOrder), is_active = \(achievement.isActive),
            version = \(achievement.version), updated_at = \(achievement.updatedAt)
          WHERE id = \(achievement.id)
          """)
      }
      return true
    } catch let failure as StorageError
      where failure.isUniqueViolation(of: "fitness_achievements", "code")
    {
      return false
    }
  }

  func insert(_ award: AchievementAward) throws {
    try sql.deferred([
      """
      INSERT INTO fitness_user_achievements (id, user_id, achievement_id, criteria_snapshot, coins,
        earned_on, unlocked_at)
      VALUES (\(award.id), \(award.userID), \(award.achievementID), \(award.criteria.json),
        \(award.coins), \(award.earnedOn), \(award.unlockedAt))
      """
    ])
  }

  func update(_ award: AchievementAward) throws {
    try sql.deferred([
      """
      UPDATE fitness_user_achievements SET earned_on = \(award.earnedOn) WHERE id = \(award.id)
      """
    ])
  }

  func forgetAwards(of user: UserID) throws {
    try sql.deferred(["DELETE FROM fitness_user_achievements WHERE user_id = \(user)"])
  }

  func delete(_ award: AchievementAward) throws {
    try sql.deferred(["DELETE FROM fitness_user_achievements WHERE id = \(award.id)"])
  }

  func dates(
    of user: UserID, counting steps: Int, in dates: ClosedRange<CivilDate>
  ) throws -> [CivilDate] {
    try sql.all(
      """
      SELECT date FROM fitness_step_days
      WHERE user_id = \(user) AND counted >= \(steps)
        AND date BETWEEN \(dates.lowerBound) AND \(dates.upperBound)
      ORDER BY date
      """
    ) { try $0["date"] }
  }

  func firstDate(of user: UserID, counting steps: Int) throws -> CivilDate? {
    try sql.first(
      """
      SELECT date FROM fitness_step_days WHERE user_id = \(user) AND counted >= \(steps)
      ORDER BY date LIMIT 1
      """
    ) { try $0["date"] }
  }

  func walked(by user: UserID, on dates: [CivilDate]) throws -> [WalkedDate] {
    guard !dates.isEmpty else { return [] }
    let question = IntervalQuestion(user: user, dates: dates)
    let rows = try sql.pipeline([question.days, question.intervals])
    return IntervalQuestion.walked(
      try rows[0].map(IntervalQuestion.day), try rows[1].map(StepRecord.init(row:)))
  }
}
