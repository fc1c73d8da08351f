public import Kernel
import Ports
public import Work

/// Gives an achievement to those who have reached it already: a job for each page of users, or for
/// one whom it could not be given with the others.
public struct BackfillAchievement: Job {
  /// `fitness.achievements.backfill`.
  public static let kind = "fitness.achievements.backfill"

  let achievement: Achievement.ID
  /// Those who come after this user; nil for all.
  let after: UserID?
  /// One user alone.
  let only: UserID?

  init(_ achievement: Achievement.ID, after: UserID? = nil, only: UserID? = nil) {
    self.achievement = achievement
    self.after = after
    self.only = only
  }
}

/// Awards achievements backwards. A page of users is read at a time, each is a unit of work of
/// their own, and whoever has the achievement is passed over: so a job that is repeated goes on
/// where it stopped.
public struct AchievementBackfill: Sendable {
  private let store: any FitnessStore
  private let pageSize: Int
  private let report: @Sendable (UserID, any Error) -> Void

  /// Makes it.
  /// - Parameters:
  ///   - pageSize: how many users a job looks at.
  ///   - report: hears of users for whom it failed; a job of their own tries again.
  public init(
    store: any FitnessStore, pageSize: Int = 500,
    report: @escaping @Sendable (UserID, any Error) -> Void = { _, _ in }
  ) {
    self.store = store
    self.pageSize = pageSize
    self.report = report
  }

  /// Does a job.
  /// - Throws: the store's error, or `CancellationError`.
  public func perform(_ job: BackfillAchievement, in run: JobRun) async throws {
    let id = job.achievement
    guard let achievement = try await store.achievement(id), achievement.isActive else { return }
    if let user = job.only { return try await award(id, to: user) }
    let users = try await store.candidates(
      for: achievement, after: job.after, limit: pageSize)
    var failed: [UserID] = []
    for user in users {
      try Task.checkCancellation()
      do {
        try await award(id, to: user)
      } catch {
        failed.append(user)
        report(user, error)
      }
    }
    let (others, last) = (failed, users.count == pageSize ? users.last : nil)
    try await store.atomically(.unkeyed) { transaction in
      for user in others {
        try transaction.work.enqueue(
          BackfillAchievement(id, only: user), unique: .byArguments)
      }
      if let last {
        try transaction.work.enqueue(
          BackfillAchievement(id, after: last), unique: .byArguments)
      }
      try transaction.work.complete(run)
    }
  }

  private func award(_ id: Achievement.ID, to user: UserID) async throws {
    try await store.atomically(.unkeyed) { transaction in
      let profile = try transaction.lockProfile(user)
      guard let standing = try transaction.standing(of: user, in: id),
        standing.award == nil, standing.achievement.isActive
      else { return }
      let rules = AwardRules(
        userID: user, total: Int(profile.totalCounted), history: transaction)
      guard let proof = try rules.proof(of: standing.achievement.criteria) else { return }
      var verdict = AchievementVerdict()
      try transaction.unlock(standing.achievement, of: user, by: proof, telling: &verdict)
      if !verdict.moves.isEmpty { try transaction.move(verdict.moves, of: user) }
    }
  }
}
