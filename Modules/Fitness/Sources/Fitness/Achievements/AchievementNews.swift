public import Events
import Kernel
public import Work

// What is told of achievements.

/// The events of achievements, for the catalogue.
public let achievementEvents = [
  EventDeclaration("fitness.achievement.unlocked", "Somebody unlocked it. \(members)"),
  EventDeclaration("fitness.achievement.withdrawn", "Steps bear it no more. \(members)"),
]

private let members = "The data has achievement_id, code, name and coins."

/// What people are notified of.
public let achievementNotifications = [
  NotificationEvent("fitness.achievement.unlocked", "You unlocked an achievement"),
  NotificationEvent("fitness.achievement.withdrawn", "An achievement was withdrawn"),
]

extension FitnessNews {
  /// Somebody unlocked an achievement.
  static func unlocked(_ achievement: Achievement, _ award: AchievementAward) -> FitnessNews {
    FitnessNews(
      event: Event("fitness.achievement.unlocked", of: award, achievement),
      notifications: [
        (
          award.userID,
          Notification(
            "fitness.achievement.unlocked", title: "\(achievement.name) unlocked",
            body: "\(achievement.description)\(award.told(" You get ", "."))", kind: .success,
            actionURL: "/fitness/achievements/\(achievement.id)")
        )
      ])
  }

  /// Somebody's steps bear an achievement no more.
  static func withdrawn(_ achievement: Achievement, _ award: AchievementAward) -> FitnessNews {
    FitnessNews(
      event: Event("fitness.achievement.withdrawn", of: award, achievement),
      notifications: [
        (
          award.userID,
          Notification(
            "fitness.achievement.withdrawn", title: "\(achievement.name) withdrawn",
            body: "The steps that count do not bear it any more."
              + award.told(" ", " are taken back."),
            actionURL: "/fitness/achievements/\(achievement.id)")
        )
      ])
  }
}

extension AchievementAward {
  /// The coins in words; nothing where there are none.
  fileprivate func told(_ before: String, _ after: String) -> String {
    coins == 0 ? "" : "\(before)\(coins) \(coins == 1 ? "coin" : "coins")\(after)"
  }
}

extension Event {
  fileprivate init(_ type: String, of award: AchievementAward, _ achievement: Achievement) {
    self.init(
      type, of: "user_achievement:\(award.id)", topics: [TopicName.user(award.userID)],
      data: EventData { data in
        try data.write("achievement_id", achievement.id)
        try data.write("code", achievement.code)
        try data.write("name", achievement.name)
        try data.write("coins", number: award.coins)
      })
  }
}
