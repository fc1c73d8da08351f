public import Fitness
import Jobs
public import Kernel
import Storage
import Synchronization
import WorkTesting

// Achievements, as tests use them.
extension FitnessFixture {
  /// Achievements.
  public var achievements: AchievementService {
    AchievementService(store: store, clock: time.clock, ids: ids, terms: terms.source)
  }

  /// The same, with achievements switched off: coins come from steps alone.
  public func withoutAchievements() -> FitnessFixture {
    terms.change { $0.features.remove(.achievements) }
    return self
  }

  /// Awards achievements backwards, as jobs ask for.
  /// - Parameter size: how many users a job looks at.
  /// - Returns: how many jobs were done.
  @discardableResult
  public func backfill(pages size: Int = 500) async throws -> Int {
    let backfill = AchievementBackfill(store: store, pageSize: size)
    let done = Mutex(0)
    try await time.advance(
      by: .seconds(1),
      doing: [
        JobHandler(BackfillAchievement.self) { job, run in
          try await backfill.perform(job, in: run)
          done.withLock { $0 += 1 }
        }
      ])
    return done.withLock { $0 }
  }

  /// The codes of what somebody has, in their order.
  public func held(_ user: UserID) async throws -> [String] {
    try await database.all(
      """
      SELECT a.code FROM fitness_user_achievements u
      JOIN fitness_achievements a ON a.id = u.achievement_id
      WHERE u.user_id = \(user) ORDER BY a.display_order
      """
    ) { try $0["code"] }
  }
}
