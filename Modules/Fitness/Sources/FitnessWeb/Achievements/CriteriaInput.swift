import ContextKit
import Fitness
import Router

/// What has to be walked for an achievement, as administrators write it.
struct CriteriaInput: RequestInput {
  let criteria: AchievementCriteria

  /// Which fields there must be depends on the type: that is a rule across fields.
  init(from fields: inout RequestFields) {
    typealias Limits = AchievementCriteria.Limits
    let kind = fields.body("type", .enumeration(AchievementCriteria.Kind.self))
    let threshold = fields.optionalBody("threshold", .integer(Limits.totalSteps))
    let days = fields.optionalBody("days", .integer(Limits.days))
    let steps = fields.optionalBody("min_steps", .integer(Limits.steps))
    let from = fields.optionalBody("from", .clockTime)
    let before = fields.optionalBody("before", .clockTime)
    switch kind {
    case .totalSteps:
      criteria = .totalSteps(fields.require(threshold, "threshold") ?? 1)
    case .dailySteps:
      criteria = .dailySteps(fields.require(threshold, "threshold") ?? 1)
      if let threshold, !Limits.steps.contains(threshold) {
        fields.fail("threshold", "too_large", "Nobody walks so much on one date.")
      }
    case .streak:
      criteria = .streak(
        days: fields.require(days, "days") ?? 2,
        minSteps: fields.require(steps, "min_steps") ?? 1)
    case .earlyBird:
      let (from, before) = (fields.require(from, "from"), fields.require(before, "before"))
      criteria = .earlyBird(
        from: from?.minutes ?? 0, before: before?.minutes ?? 1,
        minSteps: fields.require(steps, "min_steps") ?? 1)
      if let from, let before, before.minutes <= from.minutes {
        fields.fail("before", "before_start", "The hours end after they begin.")
      }
    }
  }
}

extension RequestFields {
  /// Complains about an optional field that is wanted here.
  fileprivate mutating func require<Value>(_ value: Value?, _ name: String) -> Value? {
    if value == nil, !isAtFault(name), !isAtFault("type") {
      fail(name, "required", "Criteria of this type need it.")
    }
    return value
  }
}

extension FieldType where Value == ClockTime {
  /// A time of day: `04:00`.
  static var clockTime: FieldType {
    FieldType<String>.string(length: 5...5).compactMap(
      placeholder: ClockTime(0), message: "This must be a time of day, such as 04:00."
    ) { ClockTime($0) }
  }
}

/// What has to be walked for an achievement, on the wire.
struct CriteriaBody: ResponseBody {
  let criteria: AchievementCriteria

  init(_ criteria: AchievementCriteria) {
    self.criteria = criteria
  }

  static let shape = Shape<CriteriaBody>(
    "AchievementCriteria",
    .enumeration("type") { $0.criteria.kind },
    .optionalInteger("threshold") { $0.threshold }.when { $0.threshold != nil },
    .optionalInteger("days") { $0.days }.when { $0.days != nil },
    .optionalString("from") { $0.hours?.from }.when { $0.hours != nil },
    .optionalString("before") { $0.hours?.before }.when { $0.hours != nil },
    .optionalInteger("min_steps") { $0.steps }.when { $0.steps != nil })

  private var threshold: Int? {
    switch criteria {
    case .totalSteps(let steps), .dailySteps(let steps): steps
    case .streak, .earlyBird: nil
    }
  }

  private var days: Int? {
    if case .streak(let days, _) = criteria { days } else { nil }
  }

  private var hours: (from: String, before: String)? {
    guard case .earlyBird(let from, let before, _) = criteria else { return nil }
    return ("\(ClockTime(from))", "\(ClockTime(before))")
  }

  private var steps: Int? {
    switch criteria {
    case .totalSteps, .dailySteps: nil
    case .streak(_, let steps), .earlyBird(_, _, let steps): steps
    }
  }
}
