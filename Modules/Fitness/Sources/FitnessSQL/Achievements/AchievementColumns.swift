import Fitness
import JSON
import Kernel
import Storage

extension Achievement {
  /// Of `fitness_achievements a`.
  static let columns: SQL =
    """
    a.id, a.code, a.name, a.description, a.icon, a.unlock_criteria, a.coin_reward,
    a.display_order, a.is_active, a.version, a.created_at, a.updated_at
    """

  init(row: Row) throws {
    self.init(
      id: try row["id"], code: try row["code"], name: try row["name"],
      description: try row["description"], icon: try row["icon"],
      criteria: try row.criteria("unlock_criteria"), coins: try row["coin_reward"],
      displayOrder: try row["display_order"], isActive: try row["is_active"],
      version: try row["version"], createdAt: try row["created_at"],
      updatedAt: try row["updated_at"])
  }
}

extension AchievementStanding {
  /// Of `fitness_achievements a`, and of `fitness_user_achievements u` where there is one.
  static let columns: SQL =
    """
    \(Achievement.columns), u.id AS award_id, u.user_id, u.criteria_snapshot, u.coins, u.earned_on,
    u.unlocked_at
    """

  init(row: Row) throws {
    let achievement = try Achievement(row: row)
    var award: AchievementAward?
    if let id: AchievementAward.ID = try row["award_id"] {
      award = AchievementAward(
        id: id, userID: try row["user_id"], achievementID: achievement.id,
        criteria: try row.criteria("criteria_snapshot"), coins: try row["coins"],
        earnedOn: try row["earned_on"], unlockedAt: try row["unlocked_at"])
    }
    self.init(achievement: achievement, award: award)
  }
}

extension Row {
  /// Criteria that are kept as JSON.
  fileprivate func criteria(_ column: String) throws -> AchievementCriteria {
    guard let criteria = AchievementCriteria(json: try self[column]) else {
      throw UnknownCriteria(column: column)
    }
    return criteria
  }
}

/// A row has criteria that this release does not know.
struct UnknownCriteria: Error, Hashable {
  let column: String
}

extension AchievementCriteria {
  /// As they are kept: `{"type":"total_steps","threshold":1000}`.
  var json: String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("type")
    writer.value(kind.rawValue)
    for (name, number) in numbers {
      writer.key(name)
      writer.value(number)
    }
    if case .earlyBird(let from, let before, _) = self {
      for (name, minutes) in [("from", from), ("before", before)] {
        writer.key(name)
        writer.value("\(ClockTime(minutes))")
      }
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private var numbers: [(String, Int)] {
    switch self {
    case .totalSteps(let steps), .dailySteps(let steps): [("threshold", steps)]
    case .streak(let days, let steps): [("days", days), ("min_steps", steps)]
    case .earlyBird(_, _, let steps): [("min_steps", steps)]
    }
  }

  /// Reads what `json` gives.
  init?(json text: String) {
    guard let root = try? JSONDocument(parsing: text).root,
      let kind = root["type"]?.string.flatMap(Kind.init(rawValue:))
    else { return nil }
    let number = { (name: String) in root[name]?.int64.map(Int.init) }
    let time = { (name: String) in root[name]?.string.flatMap { ClockTime($0) }?.minutes }
    switch kind {
    case .totalSteps, .dailySteps:
      guard let steps = number("threshold") else { return nil }
      self = kind == .totalSteps ? .totalSteps(steps) : .dailySteps(steps)
    case .streak:
      guard let days = number("days"), let steps = number("min_steps") else { return nil }
      self = .streak(days: days, minSteps: steps)
    case .earlyBird:
      guard let from = time("from"), let before = time("before"), let steps = number("min_steps")
      else { return nil }
      self = .earlyBird(from: from, before: before, minSteps: steps)
    }
  }
}
