public import Kernel
import Ports
import Work

/// What can be achieved by walking: what users have of it, and what administrators make of it.
public struct AchievementService: Sendable {
  private let store: any FitnessStore
  private let clock: any WallClock
  private let ids: any IDSource
  private let terms: FitnessTermsSource

  /// Makes the service.
  public init(
    store: any FitnessStore, clock: any WallClock, ids: any IDSource,
    terms: @escaping FitnessTermsSource
  ) {
    self.store = store
    self.clock = clock
    self.ids = ids
    self.terms = terms
  }

  /// Up to `limit` achievements in their order, with how far the caller is: those that can be
  /// unlocked and those that they have; all there are for the staff.
  /// - Throws: `FeatureDisabled`, or the store's error.
  public func achievements(
    for caller: FitnessCaller, after place: AchievementPlace? = nil, limit: Int
  ) async throws -> [AchievementView] {
    try terms().require(.achievements)
    let standings = try await store.achievements(
      of: caller.userID, withInactive: caller.seesReviews, after: place, limit: limit)
    return try await views(standings, for: caller.userID)
  }

  /// An achievement, with how far the caller is.
  /// - Throws: `AchievementRefusal.notFound`, `FeatureDisabled`, or the store's error.
  public func achievement(
    _ id: Achievement.ID, for caller: FitnessCaller
  ) async throws -> AchievementView {
    try terms().require(.achievements)
    guard let standing = try await store.achievement(id, of: caller.userID),
      standing.achievement.isActive || standing.award != nil || caller.seesReviews,
      let view = try await views([standing], for: caller.userID).first
    else { throw AchievementRefusal.notFound }
    return view
  }

  /// Makes an achievement. Those who have reached it already are given it by a job.
  /// - Throws: `AchievementRefusal.codeTaken`, `Replay`, or the store's error.
  public func create(
    _ draft: AchievementDraft, by caller: FitnessCaller, once: Once<Achievement> = .unkeyed
  ) async throws -> Achievement {
    let achievement = Achievement(id: ids.make(), draft, at: clock.now())
    return try await store.atomically(once) { transaction in
      guard try transaction.insert(achievement) else { throw AchievementRefusal.codeTaken }
      if achievement.isActive {
        try transaction.work.enqueue(BackfillAchievement(achievement.id), unique: .byArguments)
      }
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fitness.achievement.create",
          target: achievement.auditTarget, after: achievement.auditText,
          at: achievement.createdAt))
      return achievement
    }
  }

  /// Changes an achievement. Nobody loses it by that; where it can be unlocked from now on, or by
  /// other criteria, those who have reached it already are given it by a job.
  /// - Parameter condition: refuses a change of a version that the caller has not seen.
  /// - Throws: `AchievementRefusal`, what `condition` throws, `Replay`, or the store's error.
  @discardableResult
  public func change(
    _ id: Achievement.ID, _ change: AchievementChange, by caller: FitnessCaller,
    if condition: @escaping VersionCheck = { _ in },
    once: Once<Achievement> = .unkeyed
  ) async throws -> Achievement {
    let now = clock.now()
    return try await store.atomically(once) { transaction in
      guard let before = try transaction.lockAchievement(id) else {
        throw AchievementRefusal.notFound
      }
      try condition(before.version)
      var achievement = before
      change.apply(to: &achievement)
      guard achievement != before else { return before }
      achievement.version += 1
      achievement.updatedAt = now
      guard try transaction.update(achievement) else { throw AchievementRefusal.codeTaken }
      if achievement.isActive, !before.isActive || before.criteria != achievement.criteria {
        try transaction.work.enqueue(BackfillAchievement(id), unique: .byArguments)
      }
      try transaction.work.record(
        AuditEntry(
          actor: caller.actor, action: "fitness.achievement.update",
          target: achievement.auditTarget, before: before.auditText,
          after: achievement.auditText, at: now))
      return achievement
    }
  }

  /// How far somebody is on the way to achievements. Dates are read once for all of them, and
  /// intervals a month at a time, for those early birds that are not there yet.
  private func views(
    _ standings: [AchievementStanding], for user: UserID
  ) async throws -> [AchievementView] {
    guard !standings.isEmpty else { return [] }
    let (total, dates) = try await store.walked(by: user)
    var views: [AchievementView] = []
    for standing in standings {
      let criteria = standing.achievement.criteria
      let current =
        if case .earlyBird(_, _, let steps) = criteria {
          standing.award?.criteria == criteria
            ? criteria.target
            : try await earliest(criteria, on: dates.filter { $0.counted >= min(steps, 1) }, user)
        } else {
          criteria.reached(in: dates, total: total)
        }
      views.append(AchievementView(standing: standing, current: current))
    }
    return views
  }

  /// How far an early bird came on the best of dates.
  private func earliest(
    _ criteria: AchievementCriteria, on dates: [WalkedDate], _ user: UserID
  ) async throws -> Int {
    var best = 0
    for first in stride(from: 0, to: dates.count, by: 31) where best < criteria.target {
      let some = dates[first..<min(first + 31, dates.count)].map(\.date)
      let walked = try await store.walked(by: user, on: some)
      best = max(best, criteria.reached(in: walked, total: 0))
    }
    return best
  }
}

/// An achievement with how far somebody is on the way to it.
public struct AchievementView: Hashable, Sendable {
  /// What can be achieved, and whether they have it.
  public let standing: AchievementStanding
  /// The steps, or the dates of a streak, that they have; at most the criteria's target.
  public let current: Int

  /// Puts both together.
  public init(standing: AchievementStanding, current: Int) {
    self.standing = standing
    self.current = current
  }
}

/// Where a page of achievements ended.
public struct AchievementPlace: Hashable, Sendable {
  /// The order of its last one.
  public let displayOrder: Int
  /// Its last one.
  public let id: Achievement.ID

  /// A place.
  public init(displayOrder: Int, id: Achievement.ID) {
    self.displayOrder = displayOrder
    self.id = id
  }
}

/// What an administrator makes an achievement of.
public struct AchievementDraft: Hashable, Sendable {
  let code: String
  let name: String
  let description: String
  let icon: String?
  let criteria: AchievementCriteria
  let coins: Int64
  let displayOrder: Int
  let isActive: Bool

  /// Puts a draft together; ranges are those of `Achievement`.
  public init(
    code: String, name: String, description: String = "", icon: String? = nil,
    criteria: AchievementCriteria, coins: Int64, displayOrder: Int = 0, isActive: Bool = true
  ) {
    self.code = code
    self.name = name
    self.description = description
    self.icon = icon
    self.criteria = criteria
    self.coins = coins
    self.displayOrder = displayOrder
    self.isActive = isActive
  }
}

extension Achievement {
  fileprivate init(id: ID, _ draft: AchievementDraft, at now: Instant) {
    self.init(
      id: id, code: draft.code, name: draft.name, description: draft.description,
      icon: draft.icon, criteria: draft.criteria, coins: draft.coins,
      displayOrder: draft.displayOrder, isActive: draft.isActive, createdAt: now)
  }
}
