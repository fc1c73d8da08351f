import Fitness
import Kernel
import Router

/// An achievement on the wire, as administrators define it.
struct AchievementBody: ResponseBody {
  let achievement: Achievement

  init(_ achievement: Achievement) {
    self.achievement = achievement
  }

  static let shape = Shape<AchievementBody>(
    "FitnessAchievement",
    .id("id") { $0.achievement.id },
    .string("code") { $0.achievement.code },
    .string("name") { $0.achievement.name },
    .string("description") { $0.achievement.description },
    .optionalString("icon") { $0.achievement.icon },
    .object("unlock_criteria") { CriteriaBody($0.achievement.criteria) },
    .integer("coin_reward") { $0.achievement.coins },
    .integer("display_order") { $0.achievement.displayOrder },
    .bool("is_active") { $0.achievement.isActive })

  /// The body with its tag.
  var tagged: Reply<AchievementBody> {
    Reply.ok(self).etag(ETag(version: achievement.version))
  }
}

/// The same with what the caller has of it.
struct OwnAchievementBody: ResponseBody {
  let view: AchievementView

  init(_ view: AchievementView) {
    self.view = view
  }

  static let shape = Shape<OwnAchievementBody>(
    "FitnessOwnAchievement",
    fields: AchievementBody.shape.pulled { AchievementBody($0.view.standing.achievement) } + [
      .object("progress") { ProgressBody(view: $0.view) },
      .optionalInstant("unlocked_at") { $0.view.standing.award?.unlockedAt },
    ])
}

/// How far somebody is on the way to an achievement.
struct ProgressBody: ResponseBody {
  let view: AchievementView

  static let shape = Shape<ProgressBody>(
    "FitnessProgress",
    .integer("current") { $0.view.current },
    .integer("target") { $0.view.standing.achievement.criteria.target })
}
