public import Kernel

/// What a date of somebody amounts to: made anew from the date's records whenever one changes.
public struct StepDay: Hashable, Sendable {
  /// Whose date.
  public let userID: UserID
  /// Which.
  public let date: CivilDate
  /// What devices counted, each step once.
  public var measured = 0
  /// What was typed, each step once.
  public var manual = 0
  /// The steps that count.
  public var counted = 0
  /// What of the records is told by others already.
  public var overlapping = 0
  /// Typed steps that are too many beside the measured ones.
  public var manualOver = 0
  /// Steps over what a date can count.
  public var overCap = 0
  /// Steps of records that wait for a review.
  public var pending = 0
  /// Steps of records that a review turned down.
  public var rejected = 0
  /// The coins of the date.
  public var earned: CoinFraction = .zero
  /// By what it was counted and paid.
  public var rate: DayRate
  /// How many steps its user wanted to walk.
  public var goal: Int
  /// What each reporter says of the date.
  public var sources: [DayMerge.SourceSum] = []

  /// A date without records.
  public init(userID: UserID, date: CivilDate, rate: DayRate, goal: Int) {
    self.userID = userID
    self.date = date
    self.rate = rate
    self.goal = goal
  }

  /// Counts the current records of a date.
  public init(
    userID: UserID, date: CivilDate, records: [StepRecord], rate: DayRate,
    manualSharePercent: Int, goal: Int
  ) {
    self.init(userID: userID, date: date, rate: rate, goal: goal)
    let merge = DayMerge(records)
    let count = DayCount(
      merge,
      by: CountRules(dailyStepCap: rate.stepCap, manualSharePercent: manualSharePercent))
    measured = merge.measured
    manual = merge.manual
    counted = count.counted
    overlapping = merge.overlapping
    manualOver = count.manualOver
    overCap = count.overCap
    pending = merge.pending
    rejected = merge.rejected
    earned = rate.coins.earned(by: count.counted)
    sources = merge.sources
  }

  /// The steps of the date, each once, whether they count or not.
  public var steps: Int { measured + manual }
  /// All that was reported: what counts, and what does not.
  public var reported: Int {
    counted + overlapping + manualOver + overCap + pending + rejected
  }
  /// Whether enough steps counted.
  public var isGoalMet: Bool { counted >= goal }
}

/// How a change of records changed what counts of a date.
public struct DayChange: Hashable, Sendable {
  /// The date.
  public let date: CivilDate
  /// The counted steps before.
  public let before: Int
  /// The counted steps now.
  public let after: Int

  /// A change.
  public init(date: CivilDate, before: Int, after: Int) {
    self.date = date
    self.before = before
    self.after = after
  }
}

/// What a change of dates does to somebody's achievements.
public struct AchievementVerdict: Sendable {
  /// The coins that come and go with them.
  public var moves: [CoinMove]
  /// The codes of those that were unlocked.
  public var unlocked: [String]
  /// The codes of those that were withdrawn.
  public var withdrawn: [String]

  /// A verdict.
  public init(moves: [CoinMove] = [], unlocked: [String] = [], withdrawn: [String] = []) {
    self.moves = moves
    self.unlocked = unlocked
    self.withdrawn = withdrawn
  }
}
