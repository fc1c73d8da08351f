/// How many of a date's steps count, and what became of the others.
public struct DayCount: Hashable, Sendable {
  /// What the records amount to.
  public let merge: DayMerge
  /// The steps that count.
  public let counted: Int
  /// The typed steps that are too many beside the measured ones.
  public let manualOver: Int
  /// The steps over what a date can count.
  public let overCap: Int

  /// Counts a date.
  public init(_ merge: DayMerge, by rules: CountRules) {
    self.merge = merge
    let share = merge.measured * rules.manualSharePercent / 100
    let manual = min(merge.manual, share)
    manualOver = merge.manual - manual
    counted = min(rules.dailyStepCap, merge.measured + manual)
    overCap = merge.measured + manual - counted
  }

  /// The steps of the date, each once, whether they count or not.
  public var steps: Int { merge.measured + merge.manual }

  /// What does not count, whatever the reason.
  public var uncounted: Int {
    merge.overlapping + manualOver + overCap + merge.pending + merge.rejected
  }
}

/// By which rules a date's steps are counted.
public struct CountRules: Hashable, Sendable {
  /// The most steps that a date counts.
  public let dailyStepCap: Int
  /// How many typed steps count beside a hundred measured ones, 0–100.
  public let manualSharePercent: Int

  /// Puts rules together.
  public init(dailyStepCap: Int, manualSharePercent: Int) {
    self.dailyStepCap = dailyStepCap
    self.manualSharePercent = manualSharePercent
  }
}
