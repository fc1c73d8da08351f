import Kernel
import Testing

@testable import Fitness

/// What bears an achievement after a change, against what all dates say.
@Suite struct AwardRulesTests {
  private let user = UserID(rawValue: 1)
  private let first: CivilDate

  init() throws {
    first = try #require(CivilDate("2026-03-01"))
  }

  private func rules(_ history: WalkedDates) -> AwardRules {
    AwardRules(userID: user, total: history.total, history: history)
  }

  private func dates(_ days: ClosedRange<Int>, _ steps: Int) -> [CivilDate: Int] {
    Dictionary(uniqueKeysWithValues: days.map { (first.adding(days: $0 - 1), steps) })
  }

  @Test("A late date mends a streak, from both of its sides")
  func mended() throws {
    var history = WalkedDates(dates(1...3, 2_000).merging(dates(5...7, 1_000)) { $1 })
    let criteria = AchievementCriteria.streak(days: 7, minSteps: 1_000)
    #expect(try rules(history).proof(of: criteria) == nil)
    let late = dates(4...4, 1_000)
    history.counted.merge(late) { $1 }
    let proof = try #require(try rules(history).gained(criteria, by: late))
    #expect(proof.lastDate == first.adding(days: 6))
    // Only what lies near is read.
    #expect(history.asked.dates.last == first.adding(days: -3)...first.adding(days: 9))
  }

  @Test("A broken streak is kept where another one bears it, and its dates are noted")
  func another() throws {
    var history = WalkedDates(dates(1...9, 1_000).merging(dates(20...26, 1_000)) { $1 })
    let criteria = AchievementCriteria.streak(days: 7, minSteps: 1_000)
    let broken = dates(5...5, 999)
    history.counted.merge(broken) { $1 }
    let kept = try rules(history).kept(
      criteria, until: first.adding(days: 6), after: broken)
    #expect(kept?.lastDate == first.adding(days: 25))
    // A change elsewhere reads nothing.
    history.asked.dates = []
    let elsewhere = try rules(history).kept(
      criteria, until: first.adding(days: 25), after: dates(9...9, 0))
    #expect(elsewhere == kept && history.asked.dates.isEmpty)
    let second = dates(22...22, 10)
    history.counted.merge(second) { $1 }
    #expect(
      try rules(history).kept(criteria, until: first.adding(days: 25), after: second) == nil)
  }

  @Test("After any changes, what is gained or kept is what all dates bear")
  func anyChanges() throws {
    var random = SplitMix(seed: 7)
    let criteria: [AchievementCriteria] = [
      .totalSteps(9_000), .dailySteps(2_500), .streak(days: 3, minSteps: 1_000),
      .streak(days: 5, minSteps: 500),
    ]
    for _ in 0..<200 {
      var history = WalkedDates([:])
      var awards: [AchievementCriteria: AwardRules.Proof] = [:]
      for _ in 0..<20 {
        var changed: [CivilDate: Int] = [:]
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let date = first.adding(days: Int.random(in: 0..<12, using: &random))
          changed[date] = [0, 400, 600, 1_200, 2_600].randomElement(using: &random) ?? 0
        }
        history.counted.merge(changed) { $1 }
        let rules = rules(history)
        for one in criteria {
          let proof =
            if let award = awards[one] {
              try rules.kept(one, until: award.lastDate, after: changed)
            } else {
              try rules.gained(one, by: changed)
            }
          awards[one] = proof
          #expect((proof != nil) == (try rules.proof(of: one) != nil))
        }
      }
    }
  }

  @Test("An early bird is judged by the intervals of dates that counted enough")
  func earlyBird() throws {
    let walk = try Walk("2026-03-05")
    var history = WalkedDates([walk.date: 5_000])
    history.intervals[walk.date] = [try walk.interval("05:00", "06:00", 1_000)]
    let criteria = AchievementCriteria.earlyBird(from: 240, before: 420, minSteps: 1_000)
    let changed = [walk.date: 5_000]
    let proof = try rules(history).gained(criteria, by: changed)
    #expect(proof?.lastDate == walk.date)
    // The date still counts as much, but less of it was walked early.
    history.intervals[walk.date] = [try walk.interval("05:00", "06:00", 999)]
    #expect(try rules(history).kept(criteria, until: walk.date, after: changed) == nil)
    #expect(try rules(history).gained(criteria, by: [walk.date: 900]) == nil)
  }

  @Test("Times of day are read as they are written")
  func times() {
    #expect(ClockTime("04:05")?.minutes == 245 && "\(ClockTime(245))" == "04:05")
    #expect(ClockTime("23:59")?.minutes == 1_439)
    for text in ["24:00", "4:00", "04:60", "04-00", "", "+4:00"] {
      #expect(ClockTime(text) == nil, "\(text)")
    }
  }
}

/// What somebody walked, in memory, and what was asked of it.
private struct WalkedDates: WalkedHistory {
  final class Asked {
    var dates: [ClosedRange<CivilDate>] = []
  }

  var counted: [CivilDate: Int]
  var intervals: [CivilDate: [StepRecord]] = [:]
  let asked = Asked()

  init(_ counted: [CivilDate: Int]) { self.counted = counted }

  var total: Int { counted.values.reduce(0, +) }

  func dates(
    of user: UserID, counting steps: Int, in dates: ClosedRange<CivilDate>
  ) -> [CivilDate] {
    asked.dates.append(dates)
    return counted.filter { $0.value >= steps && dates.contains($0.key) }.map(\.key).sorted()
  }

  func firstDate(of user: UserID, counting steps: Int) -> CivilDate? {
    dates(of: user, counting: steps, in: .always).first
  }

  func walked(by user: UserID, on dates: [CivilDate]) -> [WalkedDate] {
    dates.map {
      WalkedDate(date: $0, counted: counted[$0] ?? 0, intervals: intervals[$0] ?? [])
    }
  }
}
