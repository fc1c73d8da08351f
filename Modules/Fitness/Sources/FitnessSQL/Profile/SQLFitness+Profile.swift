public import Fitness
public import Kernel
import PlatformSQL
import Storage

extension FitnessProfile {
  static let columns: SQL =
    """
    user_id, display_name, time_zone, daily_goal, leaderboard_visibility, trust, total_counted,
    earned_parts, version, created_at, updated_at, deleted_at
    """

  init(row: Row) throws {
    self.init(
      userID: try row["user_id"], displayName: try row["display_name"],
      zone: try row.zone("time_zone"), dailyGoal: try row["daily_goal"],
      visibility: try row.word("leaderboard_visibility"), trust: try row.word("trust"),
      totalCounted: try row["total_counted"],
      earned: CoinFraction(parts: try row["earned_parts"]), version: try row["version"],
      createdAt: try row["created_at"], updatedAt: try row["updated_at"],
      deletedAt: try row["deleted_at"])
  }

  static func of(_ user: UserID) -> SQL {
    "SELECT \(columns) FROM fitness_profiles WHERE user_id = \(user)"
  }
}

extension Row {
  /// A zone by its name, which was one when it was written.
  func zone(_ column: String) throws -> StepZone {
    let name: String = try self[column]
    guard let zone = StepZone(name) else {
      throw RowError.invalidValue(column: column, type: "StepZone")
    }
    return zone
  }
}

extension SQLFitnessStore {
  /// Somebody's profile.
  public func profile(of user: UserID) async throws -> FitnessProfile? {
    try await database.first(FitnessProfile.of(user), FitnessProfile.init(row:))
  }
}

extension SQLFitnessTransaction {
  func lockProfile(_ user: UserID) throws -> FitnessProfile {
    if let found = try sql.first(Self.locking(user, sql.dialect), FitnessProfile.init(row:)) {
      return found
    }
    let profile = FitnessProfile(userID: user, zone: defaultZone(), createdAt: now)
    try sql.execute(
      """
      INSERT INTO fitness_profiles (\(FitnessProfile.columns))
      VALUES (\(user), NULL, \(profile.zone.name), NULL, \(profile.visibility.rawValue),
        \(profile.trust.rawValue), 0, 0, \(profile.version), \(now), \(now), NULL)
      ON CONFLICT (user_id) DO NOTHING
      """)
    // Somebody else may have been the first.
    return try sql.first(Self.locking(user, sql.dialect), FitnessProfile.init(row:)) ?? profile
  }

  private static func locking(_ user: UserID, _ dialect: Dialect) -> SQL {
    "\(FitnessProfile.of(user)) \(dialect.lockingRows)"
  }

  func update(_ profile: FitnessProfile) throws {
    try sql.deferred([
      """
      UPDATE fitness_profiles
      SET display_name = \(profile.displayName), time_zone = \(profile.zone.name),
        daily_goal = \(profile.dailyGoal),
        leaderboard_visibility = \(profile.visibility.rawValue),
        trust = \(profile.trust.rawValue), version = \(profile.version),
        updated_at = \(profile.updatedAt), deleted_at = \(profile.deletedAt)
      WHERE user_id = \(profile.userID)
      """
    ])
  }

  func updateTotals(of profile: FitnessProfile) throws {
    try sql.deferred([
      """
      UPDATE fitness_profiles
      SET total_counted = \(profile.totalCounted), earned_parts = \(profile.earned.parts)
      WHERE user_id = \(profile.userID)
      """
    ])
  }

  func setGoal(_ goal: Int, of user: UserID, from date: CivilDate) throws {
    try sql.deferred([
      """
      UPDATE fitness_step_days SET goal = \(goal), goal_met = (counted >= \(goal))
      WHERE user_id = \(user) AND date >= \(date)
      """
    ])
  }

  func forgetWalks(of user: UserID, limit: Int) throws -> Bool {
    let records = try sql.execute(
      """
      DELETE FROM fitness_step_records WHERE (id, date) IN (
        SELECT id, date FROM fitness_step_records WHERE user_id = \(user) LIMIT \(limit))
      """)
    guard records == 0 else { return false }
    return try sql.execute(
      """
      DELETE FROM fitness_step_days WHERE user_id = \(user) AND date IN (
        SELECT date FROM fitness_step_days WHERE user_id = \(user) LIMIT \(limit))
      """) == 0
  }
}
