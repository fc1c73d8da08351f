import ContextKit
import Fitness
import Kernel
import Router

/// The query of `GET /achievements`.
struct AchievementQuery: RequestInput {
  let page: PageRequest<AchievementView, CursorPair<Int64, Achievement.ID>>

  init(from fields: inout RequestFields) {
    page = fields.page(
      "fitness.achievements", by: \.standing.achievement.place, \.standing.achievement.id)
  }

  var place: AchievementPlace? {
    page.after.map { AchievementPlace(displayOrder: Int($0.first), id: $0.second) }
  }
}

extension Achievement {
  fileprivate var place: Int64 { Int64(displayOrder) }
}

/// The body of `POST /achievements`.
struct AchievementInput: RequestInput {
  let draft: AchievementDraft

  init(from fields: inout RequestFields) {
    draft = AchievementDraft(
      code: fields.body("code", .achievementCode), name: fields.body("name", .achievementName),
      description: fields.nullableBody("description", .achievementDescription) ?? "",
      icon: fields.nullableBody("icon", .achievementIcon),
      criteria: fields.body("unlock_criteria", .object(CriteriaInput.self)).criteria,
      coins: fields.body("coin_reward", .coinReward),
      displayOrder: fields.body("display_order", .displayOrder, default: 0),
      isActive: fields.body("is_active", .bool, default: true))
  }
}

/// The path, condition and body of `PATCH /achievements/{id}`: what is there changes.
struct AchievementPatch: RequestInput {
  let id: Achievement.ID
  let ifMatch: IfMatch?
  let change: AchievementChange

  init(from fields: inout RequestFields) {
    id = fields.path("id", .id(of: Achievement.self))
    ifMatch = fields.ifMatch()
    let code = fields.optionalBody("code", .achievementCode)
    let name = fields.optionalBody("name", .achievementName)
    let description = fields.patchBody("description", .achievementDescription)
    let icon = fields.patchBody("icon", .achievementIcon)
    let criteria = fields.optionalBody("unlock_criteria", .object(CriteriaInput.self))?.criteria
    let coins = fields.optionalBody("coin_reward", .coinReward)
    let displayOrder = fields.optionalBody("display_order", .displayOrder)
    let isActive = fields.optionalBody("is_active", .bool)
    change = AchievementChange {
      $0.code = code ?? $0.code
      $0.name = name ?? $0.name
      $0.description = description.applied(to: $0.description) ?? ""
      $0.icon = icon.applied(to: $0.icon)
      $0.criteria = criteria ?? $0.criteria
      $0.coins = coins ?? $0.coins
      $0.displayOrder = displayOrder ?? $0.displayOrder
      $0.isActive = isActive ?? $0.isActive
    }
  }
}

extension FieldType where Value == String {
  /// What programs call an achievement.
  fileprivate static var achievementCode: FieldType {
    .string(length: 1...64).checked(
      message: "A code has small letters, digits and underscores, and begins with a letter."
    ) { code in
      let code = code.utf8
      return code.first.map(UInt8.isSmallLetter) == true
        && code.allSatisfy {
          UInt8.isSmallLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            || $0 == UInt8(ascii: "_")
        }
    }
  }

  /// What people call it.
  fileprivate static var achievementName: FieldType { .line(length: 1...100) }
  /// What one has to do.
  fileprivate static var achievementDescription: FieldType { .text(length: 0...500) }
  /// What stands for it on a screen.
  fileprivate static var achievementIcon: FieldType { .line(length: 1...500) }
}

extension UInt8 {
  fileprivate static func isSmallLetter(_ octet: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(octet)
  }
}

extension FieldType where Value == Int64 {
  /// The coins for an achievement.
  fileprivate static var coinReward: FieldType { .integer64(0...1_000_000) }
}

extension FieldType where Value == Int {
  /// Where an achievement stands among the others.
  fileprivate static var displayOrder: FieldType { .integer(-1_000_000...1_000_000) }
}
