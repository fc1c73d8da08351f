public import Kernel

/// Whether what somebody walked bears an achievement, and by which dates.
///
/// After a change of a few dates, what is gained shows near them, and what is lost shows where the
/// dates that bore it are among them. All dates are read only then, and for those who may have
/// reached something before it could be achieved.
struct AwardRules {
  /// Whose steps.
  let userID: UserID
  /// Their counted steps of all dates.
  let total: Int
  /// What they walked, as far as it is asked for.
  let history: any WalkedHistory

  /// The dates that bear an achievement.
  struct Proof: Hashable, Sendable {
    /// The last of them; nil where all dates do.
    let lastDate: CivilDate?

    static let allDates = Proof(lastDate: nil)

    init(lastDate: CivilDate?) { self.lastDate = lastDate }
  }

  /// What bears criteria after a change of dates that did not bear them before.
  /// - Parameter changed: the counted steps of the dates that changed, as they are now.
  func gained(
    _ criteria: AchievementCriteria, by changed: [CivilDate: Int]
  ) throws -> Proof? {
    switch criteria {
    case .totalSteps(let steps): return total >= steps ? .allDates : nil
    case .dailySteps(let steps):
      return changed.dates(of: steps).first.map(Proof.init)
    case .streak(let days, let steps):
      let walked = changed.dates(of: steps)
      guard let first = walked.first, let last = walked.last else { return nil }
      // A run that holds one of them begins and ends no farther from it.
      let near = first.adding(days: 1 - days)...last.adding(days: days - 1)
      return try history.dates(of: userID, counting: steps, in: near).end(ofRun: days)
        .map(Proof.init)
    case .earlyBird(_, _, let steps):
      return try firstDate(of: criteria, among: changed.dates(of: steps)).map(Proof.init)
    }
  }

  /// What bears criteria still, after a change of dates; nil where nothing does.
  /// - Parameters:
  ///   - lastDate: the last of the dates that bore them.
  ///   - changed: as in `gained`.
  func kept(
    _ criteria: AchievementCriteria, until lastDate: CivilDate?, after changed: [CivilDate: Int]
  ) throws -> Proof? {
    guard let lastDate else { return try proof(of: criteria) }
    let days = if case .streak(let days, _) = criteria { days } else { 1 }
    let dates = lastDate.adding(days: 1 - days)...lastDate
    let touched = changed.filter { dates.contains($0.key) }
    let stands =
      switch criteria {
      case .totalSteps: false
      case .dailySteps(let steps), .streak(_, let steps):
        touched.allSatisfy { $0.value >= steps }
      case .earlyBird(_, _, let steps):
        try touched.isEmpty
          || firstDate(of: criteria, among: touched.dates(of: steps)) != nil
      }
    return stands ? Proof(lastDate: lastDate) : try proof(of: criteria)
  }

  /// What of all dates bears criteria.
  func proof(of criteria: AchievementCriteria) throws -> Proof? {
    switch criteria {
    case .totalSteps(let steps): return total >= steps ? .allDates : nil
    case .dailySteps(let steps):
      return try history.firstDate(of: userID, counting: steps).map(Proof.init)
    case .streak(let days, let steps):
      return try history.dates(of: userID, counting: steps, in: .always).end(ofRun: days)
        .map(Proof.init)
    case .earlyBird(_, _, let steps):
      let dates = try history.dates(of: userID, counting: steps, in: .always)
      return try firstDate(of: criteria, among: dates).map(Proof.init)
    }
  }

  /// The first of dates on which an early bird walked enough. Intervals are read for a month at a
  /// time: somebody may have very many.
  private func firstDate(
    of criteria: AchievementCriteria, among dates: [CivilDate]
  ) throws -> CivilDate? {
    for first in stride(from: 0, to: dates.count, by: 31) {
      let some = Array(dates[first..<min(first + 31, dates.count)])
      let found = try history.walked(by: userID, on: some)
        .first { criteria.reached(in: [$0], total: 0) >= criteria.target }
      if let found { return found.date }
    }
    return nil
  }
}

/// What somebody walked, as rules ask for it.
public protocol WalkedHistory {
  /// The dates on which so many steps counted at least, in order.
  func dates(
    of user: UserID, counting steps: Int, in dates: ClosedRange<CivilDate>
  ) throws -> [CivilDate]

  /// The first date on which so many steps counted at least.
  func firstDate(of user: UserID, counting steps: Int) throws -> CivilDate?

  /// Dates on which anything counted, in order, with their measured intervals that count.
  /// - Parameter dates: up to 100 of them.
  func walked(by user: UserID, on dates: [CivilDate]) throws -> [WalkedDate]
}

extension ClosedRange<CivilDate> {
  /// All dates that there are.
  static var always: ClosedRange<CivilDate> { .earliest ... .latest }
}

extension [CivilDate: Int] {
  /// The dates on which so many steps counted at least, in order.
  fileprivate func dates(of steps: Int) -> [CivilDate] {
    filter { $0.value >= steps }.map(\.key).sorted()
  }
}

extension [CivilDate] {
  /// The date that makes the first run of so many dates whole.
  fileprivate func end(ofRun days: Int) -> CivilDate? {
    var (run, last) = (0, CivilDate?.none)
    for date in self {
      run = last.map { $0.adding(days: 1) == date } == true ? run + 1 : 1
      if run >= days { return date }
      last = date
    }
    return nil
  }
}
