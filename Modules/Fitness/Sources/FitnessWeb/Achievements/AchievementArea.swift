import ContextKit
import Fitness
import Jobs
import Kernel
import Observability

/// What can be achieved by walking.
struct AchievementArea {
  private let achievements: AchievementService
  private let backfill: AchievementBackfill

  init(_ parts: FitnessParts) {
    let log = parts.environment.log
    achievements = AchievementService(
      store: parts.store, clock: parts.environment.clock, ids: parts.environment.ids,
      terms: parts.terms)
    backfill = AchievementBackfill(store: parts.store) { user, error in
      log.error(
        "an achievement cannot be awarded and is tried again",
        ["user_id": .string("\(user)"), "reason": .string("\(error)")])
    }
  }

  var offers: Offers {
    var offers = Offers()
    let backfill = backfill
    offers.routes = achievementRoutes(achievements)
    offers.events = achievementEvents
    offers.notifications = achievementNotifications
    offers.jobs = [
      JobHandler(BackfillAchievement.self) { job, run in
        try await backfill.perform(job, in: run)
      }
    ]
    return offers
  }
}
