public import Kernel
import Ports

/// What can be achieved by walking, and what it is worth.
public struct Achievement: Hashable, Sendable, Identifiable {
  /// An achievement's id.
  public typealias ID = Identifier<Achievement>

  /// Which achievement.
  public let id: ID
  /// What programs call it, such as `steps_1k`; no two have the same.
  public var code: String
  /// What people call it, 1–100 characters.
  public var name: String
  /// What one has to do, up to 500 characters.
  public var description: String
  /// What stands for it on a screen, 1–500 characters.
  public var icon: String?
  /// What has to be walked.
  public var criteria: AchievementCriteria
  /// The coins for it, 0–1,000,000.
  public var coins: Int64
  /// Where it stands among the others, the lowest first.
  public var displayOrder: Int
  /// Whether it can be unlocked. Those who have it keep it.
  public var isActive: Bool
  /// Grows with each change, from 1.
  public var version: Int64
  /// When it was made.
  public let createdAt: Instant
  /// When it was changed last.
  public var updatedAt: Instant

  /// Puts an achievement together.
  public init(
    id: ID, code: String, name: String, description: String = "", icon: String? = nil,
    criteria: AchievementCriteria, coins: Int64, displayOrder: Int = 0, isActive: Bool = true,
    version: Int64 = 1, createdAt: Instant, updatedAt: Instant? = nil
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.description = description
    self.icon = icon
    self.criteria = criteria
    self.coins = coins
    self.displayOrder = displayOrder
    self.isActive = isActive
    self.version = version
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }
}

/// That somebody has unlocked an achievement.
public struct AchievementAward: Hashable, Sendable, Identifiable {
  /// An award's id: somebody who loses an achievement and earns it again has another one.
  public typealias ID = Identifier<AchievementAward>

  /// Which award.
  public let id: ID
  /// Whose it is.
  public let userID: UserID
  /// What was achieved.
  public let achievementID: Achievement.ID
  /// The criteria by which it was: later ones withdraw nothing.
  public let criteria: AchievementCriteria
  /// The coins that were given for it.
  public let coins: Int64
  /// The last of the dates that bear it; nil where all dates do.
  public var earnedOn: CivilDate?
  /// When it was unlocked.
  public let unlockedAt: Instant

  /// Puts an award together.
  public init(
    id: ID, userID: UserID, achievementID: Achievement.ID, criteria: AchievementCriteria,
    coins: Int64, earnedOn: CivilDate?, unlockedAt: Instant
  ) {
    self.id = id
    self.userID = userID
    self.achievementID = achievementID
    self.criteria = criteria
    self.coins = coins
    self.earnedOn = earnedOn
    self.unlockedAt = unlockedAt
  }
}

/// An achievement with what somebody has of it.
public struct AchievementStanding: Hashable, Sendable {
  /// What can be achieved.
  public let achievement: Achievement
  /// That they have; nil where they do not.
  public let award: AchievementAward?

  /// Puts both together.
  public init(achievement: Achievement, award: AchievementAward?) {
    self.achievement = achievement
    self.award = award
  }
}

/// What an administrator changes of an achievement.
public struct AchievementChange: Sendable {
  private let body: @Sendable (inout Achievement) -> Void

  /// A change.
  public init(_ body: @escaping @Sendable (inout Achievement) -> Void) {
    self.body = body
  }

  func apply(to achievement: inout Achievement) { body(&achievement) }
}

/// Why a change of achievements is refused, in order of precedence.
public enum AchievementRefusal: Error, Hashable, Sendable, CaseIterable {
  /// There is no such achievement.
  case notFound
  /// Another one has the code.
  case codeTaken
}

extension Achievement {
  /// What it was done to, for the audit trail.
  var auditTarget: String { "achievement:\(id)" }

  /// Its state, for the audit trail.
  var auditText: String {
    AuditText([
      ("code", code), ("name", name), ("description", description), ("icon", icon),
      ("unlock_criteria", criteria.description), ("coin_reward", "\(coins)"),
      ("display_order", "\(displayOrder)"), ("is_active", "\(isActive)"),
    ]).text
  }
}
