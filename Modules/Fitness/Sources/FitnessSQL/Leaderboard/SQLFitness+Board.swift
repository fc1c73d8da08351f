public import Fitness
public import Kernel
import PlatformSQL
import Storage

extension BoardKey {
  /// The first of its dates, as tables have it.
  var start: CivilDate { dates?.lowerBound ?? CivilDate.epoch }

  /// That a row of `table` is of this board.
  func isOf(_ table: SQL) -> SQL {
    "\(table).period = \(period.rawValue) AND \(table).period_start = \(start)"
  }
}

extension CivilDate {
  /// 1 January 1970.
  fileprivate static let epoch = TimeZoneRules.utc.date(at: Instant(milliseconds: 0))
}

extension FitnessProfile {
  /// That boards may list whoever has the profile `p`.
  static let listed: SQL =
    """
    p.leaderboard_visibility <> 'hidden' AND p.trust = 'normal' AND p.deleted_at IS NULL
    AND NOT p.is_blocked
    """
}

extension BoardLine {
  fileprivate static let columns: SQL =
    "c.place, c.rank, c.user_id, c.steps, p.display_name, p.leaderboard_visibility"

  fileprivate init(row: Row) throws {
    let visibility: FitnessProfile.Visibility = try row.word("leaderboard_visibility")
    self.init(
      place: try row["place"], rank: try row["rank"], userID: try row["user_id"],
      steps: try row["steps"], displayName: try row["display_name"],
      isAnonymous: visibility == .anonymous)
  }
}

extension SQLFitnessStore {
  /// A board; nil where it was never made.
  public func board(_ key: BoardKey) async throws -> Board? {
    try await database.first(
      "SELECT b.computed_at, b.total FROM fitness_leaderboards b WHERE \(key.isOf("b"))"
    ) { Board(key: key, computedAt: try $0["computed_at"], total: try $0["total"]) }
  }

  /// Lines of a board that come after a place.
  public func lines(
    of key: BoardKey, after place: Int64, limit: Int
  ) async throws -> [BoardLine] {
    try await database.all(
      """
      SELECT \(BoardLine.columns) FROM fitness_leaderboard_cache c
      JOIN fitness_profiles p ON p.user_id = c.user_id
      WHERE \(key.isOf("c")) AND c.place > \(place) AND \(FitnessProfile.listed)
      ORDER BY c.place
      LIMIT \(limit)
      """, BoardLine.init(row:))
  }

  /// Somebody's line.
  public func line(of user: UserID, on key: BoardKey) async throws -> BoardLine? {
    try await database.first(
      """
      SELECT \(BoardLine.columns) FROM fitness_leaderboard_cache c
      JOIN fitness_profiles p ON p.user_id = c.user_id
      WHERE \(key.isOf("c")) AND c.user_id = \(user) AND \(FitnessProfile.listed)
      """, BoardLine.init(row:))
  }

  /// How many steps of somebody's dates count.
  public func stepsWalked(
    by user: UserID, in dates: ClosedRange<CivilDate>?
  ) async throws -> Int64 {
    let statement: SQL =
      if let dates {
        """
        SELECT CAST(COALESCE(SUM(d.counted), 0) AS bigint) FROM fitness_step_days d
        WHERE d.user_id = \(user) AND d.date >= \(dates.lowerBound)
          AND d.date <= \(dates.upperBound)
        """
      } else {
        "SELECT p.total_counted FROM fitness_profiles p WHERE p.user_id = \(user)"
      }
    return try await database.first(statement) { try $0.get(0, as: Int64.self) } ?? 0
  }

  /// Whether boards may list somebody; those may who have no profile yet.
  public func isListed(_ user: UserID) async throws -> Bool {
    try await database.first(
      """
      SELECT 1 FROM fitness_profiles p
      WHERE p.user_id = \(user) AND NOT (\(FitnessProfile.listed))
      """) == nil
  }

  /// When the first made of some boards was made.
  public func firstMade(of keys: [BoardKey]) async throws -> Instant? {
    var first: Instant?
    for key in keys {
      guard let made = try await board(key)?.computedAt else { return nil }
      first = min(first ?? made, made)
    }
    return first
  }

  /// The zones that profiles have.
  public func zonesOfProfiles() async throws -> [StepZone] {
    try await database.all("SELECT DISTINCT p.time_zone FROM fitness_profiles p") {
      try $0.zone("time_zone")
    }
  }
}

extension SQLFitnessTransaction {
  func boardsFollow(_ profile: FitnessProfile, offsetMinutes: Int) throws {
    try sql.deferred([
      """
      UPDATE fitness_profiles SET utc_offset = \(offsetMinutes)
      WHERE user_id = \(profile.userID) AND utc_offset <> \(offsetMinutes)
      """
    ])
    if profile.visibility == .hidden || profile.trust == .low || profile.deletedAt != nil {
      try leaveBoards(profile.userID)
    }
  }

  func setBlocked(_ isBlocked: Bool, _ user: UserID) throws {
    try sql.execute(
      """
      UPDATE fitness_profiles SET is_blocked = \(isBlocked) WHERE user_id = \(user)
      """)
    if isBlocked { try leaveBoards(user) }
  }

  /// Removes somebody's lines. Those after them keep their ranks until boards are made anew.
  private func leaveBoards(_ user: UserID) throws {
    try sql.deferred([
      """
      UPDATE fitness_leaderboards SET total = total - 1
      WHERE EXISTS (
        SELECT 1 FROM fitness_leaderboard_cache c
        WHERE c.user_id = \(user) AND c.period = fitness_leaderboards.period
          AND c.period_start = fitness_leaderboards.period_start)
      """,
      "DELETE FROM fitness_leaderboard_cache WHERE user_id = \(user)",
    ])
  }

  func setOffsets(_ offsets: [(zone: StepZone, minutes: Int)]) throws {
    for (zone, minutes) in offsets {
      try sql.execute(
        """
        UPDATE fitness_profiles SET utc_offset = \(minutes)
        WHERE time_zone = \(zone.name) AND utc_offset <> \(minutes)
        """)
    }
  }

  func refresh(_ key: BoardKey) throws -> Board {
    // Its row is locked: of two that make it at once, the second one sees what the first one wrote.
    try sql.execute(
      """
      INSERT INTO fitness_leaderboards (period, period_start, computed_at, total)
      VALUES (\(key.period.rawValue), \(key.start), \(now), 0)
      ON CONFLICT (period, period_start) DO UPDATE SET computed_at = excluded.computed_at
      """)
    try sql.execute(ranking(key))
    try sql.execute(removal(key))
    let total = try sql.first(
      """
      UPDATE fitness_leaderboards SET total = (
        SELECT COUNT(*) FROM fitness_leaderboard_cache c WHERE \(key.isOf("c")))
      WHERE \(key.isOf("fitness_leaderboards"))
      RETURNING total
      """
    ) { try $0.get(0, as: Int64.self) }
    return Board(key: key, computedAt: now, total: total ?? 0)
  }

  /// Writes the lines that are new or stand elsewhere: most of a week that is over stay.
  private func ranking(_ key: BoardKey) -> SQL {
    """
    INSERT INTO fitness_leaderboard_cache (period, period_start, user_id, rank, place, steps)
    SELECT b.period, b.period_start, s.user_id, RANK() OVER (ORDER BY s.steps DESC),
      ROW_NUMBER() OVER (ORDER BY s.steps DESC, s.user_id), s.steps
    FROM fitness_leaderboards b CROSS JOIN (\(walked(key))) s
    JOIN fitness_profiles p ON p.user_id = s.user_id
    WHERE \(key.isOf("b")) AND \(FitnessProfile.listed)
    ON CONFLICT (period, period_start, user_id)
      DO UPDATE SET rank = excluded.rank, place = excluded.place, steps = excluded.steps
      WHERE fitness_leaderboard_cache.place <> excluded.place
        OR fitness_leaderboard_cache.rank <> excluded.rank
        OR fitness_leaderboard_cache.steps <> excluded.steps
    """
  }

  /// Whoever has steps of a board's dates, and how many.
  private func walked(_ key: BoardKey) -> SQL {
    guard let dates = key.dates else {
      return """
        SELECT t.user_id, t.total_counted AS steps FROM fitness_profiles t
        WHERE t.total_counted > 0
        """
    }
    return """
      SELECT d.user_id, CAST(SUM(d.counted) AS bigint) AS steps FROM fitness_step_days d
      WHERE d.date >= \(dates.lowerBound) AND d.date <= \(dates.upperBound) AND d.counted > 0
      GROUP BY d.user_id
      """
  }

  /// Removes the lines of those who are not to be listed any more, or have no steps left.
  private func removal(_ key: BoardKey) -> SQL {
    let hasSteps: SQL =
      if let dates = key.dates {
        """
        EXISTS (
          SELECT 1 FROM fitness_step_days d
          WHERE d.user_id = p.user_id AND d.date >= \(dates.lowerBound)
            AND d.date <= \(dates.upperBound) AND d.counted > 0)
        """
      } else {
        "p.total_counted > 0"
      }
    return """
      DELETE FROM fitness_leaderboard_cache
      WHERE \(key.isOf("fitness_leaderboard_cache")) AND NOT EXISTS (
        SELECT 1 FROM fitness_profiles p
        WHERE p.user_id = fitness_leaderboard_cache.user_id AND \(FitnessProfile.listed)
          AND \(hasSteps))
      """
  }
}
