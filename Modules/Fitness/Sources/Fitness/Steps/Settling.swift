public import Kernel

/// Why dates are settled anew.
public struct StepCause: Hashable, Sendable {
  /// What coin transactions refer to; nil for the wallet itself.
  let reference: CoinReference?
  /// What a clawback is explained by.
  let note: String?

  /// Records came or were corrected.
  public static func records(_ ids: [StepRecord.ID]) -> StepCause {
    StepCause(
      reference: ids.last.map { CoinReference(.stepRecord, $0) }, note: "Steps were corrected.")
  }

  /// A review decided.
  public static func review<Validation>(_ id: Identifier<Validation>) -> StepCause {
    StepCause(reference: CoinReference(.validation, id), note: "A review decided about steps.")
  }

  /// An operator asked for it.
  public static let recompute = StepCause(reference: nil, note: "Steps were counted anew.")
}

/// What became of dates.
public struct Settled: Sendable {
  /// The user's profile with its new sums.
  public let profile: FitnessProfile
  /// The dates as they are now, the newest first.
  public let days: [StepDay]
  /// What moved in the wallet; nil where nothing did.
  public let coins: CoinChange?
  /// The change of what steps earned, in whole coins: negative where coins were taken back.
  public let coinsAwarded: Int64
  /// The codes of achievements that were unlocked.
  public let unlocked: [String]
  /// The codes of achievements that were withdrawn.
  public let withdrawn: [String]
}

extension FitnessTransaction {
  /// Counts dates anew from their current records, and pays or takes back what their steps earn:
  /// dates, sums, achievements and coins in one. The user's profile is locked before.
  /// - Throws: the store's error.
  @discardableResult
  public func settle(
    _ user: UserID, dates: Set<CivilDate>, cause: StepCause, terms: FitnessTerms
  ) throws -> Settled {
    try settle(
      try lockProfile(user), try settled(user, dates: dates), dates: dates, changed: dates,
      cause: cause, terms: terms)
  }

  /// The same of dates that are read already.
  /// - Parameter changed: those of them whose records changed. Achievements are judged by them even
  ///   where as much counts as before: an early bird's intervals may have.
  func settle(
    _ profile: FitnessProfile, _ found: SettledDates, dates: Set<CivilDate>,
    changed: Set<CivilDate>, cause: StepCause, terms: FitnessTerms
  ) throws -> Settled {
    var profile = profile
    var days: [StepDay] = []
    var changes: [DayChange] = []
    let granted = profile.earned.wholeCoins
    for date in dates.sorted(by: >) {
      let before = found.days[date]
      let day = StepDay(
        userID: profile.userID, date: date, records: found.records[date] ?? [],
        rate: terms.rate(date), manualSharePercent: terms.manualSharePercent,
        goal: before?.goal ?? profile.goal(by: terms))
      days.append(day)
      profile.totalCounted += Int64(day.counted - (before?.counted ?? 0))
      profile.earned = profile.earned + day.earned - (before?.earned ?? .zero)
      if changed.contains(date) || day.counted != before?.counted ?? 0 {
        changes.append(
          DayChange(date: date, before: before?.counted ?? 0, after: day.counted))
      }
    }
    try write(days.filter { $0 != found.days[$0.date] })
    let awarded = profile.earned.wholeCoins - granted
    if !changes.isEmpty || awarded != 0 { try updateTotals(of: profile) }
    let verdict =
      changes.isEmpty
      ? AchievementVerdict()
      : try judgedMoves(of: profile, changed: changes.reversed(), terms: terms)
    let moves = Self.moves(of: awarded, for: profile.userID, cause) + verdict.moves
    return Settled(
      profile: profile, days: days,
      coins: moves.isEmpty ? nil : try move(moves, of: profile.userID), coinsAwarded: awarded,
      unlocked: verdict.unlocked, withdrawn: verdict.withdrawn)
  }

  private static func moves(
    of coins: Int64, for user: UserID, _ cause: StepCause
  ) -> [CoinMove] {
    let reference = cause.reference ?? CoinReference(.wallet, Wallet.id(of: user))
    if coins > 0 { return [.credit(coins, .steps, reference, note: nil)] }
    return coins < 0 ? [.takeBack(-coins, reference, note: cause.note)] : []
  }
}
