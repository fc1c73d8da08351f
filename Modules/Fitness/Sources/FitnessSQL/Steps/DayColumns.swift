import Fitness
import Kernel
import Storage

extension StepDay {
  static let columns: SQL =
    """
    user_id, date, measured, manual, counted, overlapping, manual_over, over_cap, pending,
    rejected, earned_parts, coins_per_step, daily_coin_cap, daily_step_cap, goal, sources
    """

  init(row: Row) throws {
    self.init(
      userID: try row["user_id"], date: try row["date"],
      rate: DayRate(
        coins: CoinRate(
          perStep: try row["coins_per_step"], dailyCap: try row["daily_coin_cap"]),
        stepCap: try row["daily_step_cap"]),
      goal: try row["goal"])
    measured = try row["measured"]
    manual = try row["manual"]
    counted = try row["counted"]
    overlapping = try row["overlapping"]
    manualOver = try row["manual_over"]
    overCap = try row["over_cap"]
    pending = try row["pending"]
    rejected = try row["rejected"]
    earned = CoinFraction(parts: try row["earned_parts"])
    let text: String = try row["sources"]
    sources = text.split(separator: "\n").compactMap(DayMerge.SourceSum.init(stored:))
  }

  /// The rows of dates, all new or all there before.
  func writing(at now: Instant) -> SQL {
    """
    INSERT INTO fitness_step_days (\(Self.columns), steps, reported, goal_met, updated_at)
    VALUES (\(userID), \(date), \(measured), \(manual), \(counted), \(overlapping),
      \(manualOver), \(overCap), \(pending), \(rejected), \(earned.parts),
      \(rate.coins.perStep), \(rate.coins.dailyCap), \(rate.stepCap), \(goal),
      \(sources.map(\.stored).joined(separator: "\n")), \(steps), \(reported), \(isGoalMet),
      \(now))
    ON CONFLICT (user_id, date) DO UPDATE SET
      measured = excluded.measured, manual = excluded.manual, counted = excluded.counted,
      overlapping = excluded.overlapping, manual_over = excluded.manual_over,
      over_cap = excluded.over_cap, pending = excluded.pending, rejected = excluded.rejected,
      earned_parts = excluded.earned_parts, coins_per_step = excluded.coins_per_step,
      daily_coin_cap = excluded.daily_coin_cap, daily_step_cap = excluded.daily_step_cap,
      goal = excluded.goal, sources = excluded.sources, steps = excluded.steps,
      reported = excluded.reported, goal_met = excluded.goal_met,
      updated_at = excluded.updated_at
    """
  }
}

extension DayMerge.SourceSum {
  /// A line: the source, 1 where it was typed, the steps, and the device.
  fileprivate var stored: String {
    let start = "\(reporter.source.rawValue) \(reporter.isManual ? 1 : 0) \(steps)"
    // A device has any name but one with line ends.
    return reporter.deviceID.map { "\(start) \($0)" } ?? start
  }

  fileprivate init?(stored line: Substring) {
    let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count >= 3, let source = StepSource(rawValue: String(parts[0])),
      let steps = Int(parts[2])
    else { return nil }
    self.init(
      reporter: Reporter(
        source: source, deviceID: parts.count > 3 ? String(parts[3]) : nil,
        isManual: parts[1] == "1"),
      steps: steps)
  }
}
