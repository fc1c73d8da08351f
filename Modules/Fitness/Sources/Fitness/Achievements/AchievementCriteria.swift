public import Kernel

/// What somebody has to walk for an achievement: always by counted steps, and by date.
public enum AchievementCriteria: Hashable, Sendable {
  /// So many steps in all.
  case totalSteps(Int)
  /// So many steps on one date.
  case dailySteps(Int)
  /// So many dates in a row, with so many steps each.
  case streak(days: Int, minSteps: Int)
  /// So many measured steps on one date in intervals that lie within a part of the day, told in
  /// minutes since midnight.
  case earlyBird(from: Int, before: Int, minSteps: Int)

  /// What is to be reached: steps, or dates for a streak.
  public var target: Int {
    switch self {
    case .totalSteps(let steps), .dailySteps(let steps): steps
    case .streak(let days, _): days
    case .earlyBird(_, _, let steps): steps
    }
  }

  /// How far somebody is on the way to it; it is reached at `target`.
  public func reached(in history: [WalkedDate], total: Int) -> Int {
    let amount =
      switch self {
      case .totalSteps: total
      case .dailySteps: history.map(\.counted).max() ?? 0
      case .streak(_, let minSteps):
        Streaks(
          history.filter { $0.counted >= minSteps }.map(\.date), today: .latest
        ).longest
      case .earlyBird(let from, let before, _):
        history.map { $0.steps(from: from, before: before) }.max() ?? 0
      }
    return min(amount, target)
  }
}

/// What of a date matters for achievements.
public struct WalkedDate: Hashable, Sendable {
  /// The date.
  public let date: CivilDate
  /// How many steps counted.
  public let counted: Int
  /// The verified measured intervals of the date; empty where no criterion asks for them.
  public let intervals: [StepRecord]

  /// A date.
  public init(date: CivilDate, counted: Int, intervals: [StepRecord] = []) {
    self.date = date
    self.counted = counted
    self.intervals = intervals
  }

  /// The steps in intervals wholly within a part of the day, each once and at most as many as
  /// counted.
  func steps(from: Int, before: Int) -> Int {
    let within = intervals.filter { record in
      let part =
        record.zone.instant(
          on: date, at: from * 60)..<record.zone.instant(on: date, at: before * 60)
      return part.lowerBound <= record.time.lowerBound
        && record.time.upperBound <= part.upperBound
    }
    return min(counted, DayMerge(within).measured)
  }
}
