import Fitness
import Kernel
import Testing

/// Streaks, achievements, periods and ranks.
@Suite struct HistoryTests {
  private func dates(_ days: Int...) throws -> [CivilDate] {
    try days.map { try #require(CivilDate(year: 2026, month: 3, day: $0)) }
  }

  private func streaks(_ dates: [CivilDate], today: Int) throws -> Streaks {
    Streaks(dates, today: try #require(CivilDate(year: 2026, month: 3, day: today)))
  }

  @Test("A gap ends a streak; today not yet walked does not")
  func streaks() throws {
    let dates = try dates(1, 2, 3, 5, 6)
    #expect(try streaks(dates, today: 6).current == 2)
    #expect(try streaks(dates, today: 7).current == 2)
    #expect(try streaks(dates, today: 8).current == 0)
    #expect(try streaks(dates, today: 8).longest == 3)
    #expect(try streaks([], today: 8).longest == 0)
  }

  @Test("A date that comes late mends the streak")
  func mended() throws {
    #expect(try streaks(dates(1, 2, 3, 4, 5, 6), today: 6).current == 6)
  }

  @Test("A traveller's date ahead of today belongs to the streak")
  func traveller() throws {
    #expect(try streaks(dates(5, 6, 7), today: 6).current == 3)
  }

  @Test("Criteria are reached by counted steps and tell at most their target")
  func criteria() throws {
    let history = try dates(1, 2, 3, 5).map { WalkedDate(date: $0, counted: 1_000 * $0.day) }
    #expect(AchievementCriteria.totalSteps(5_000).reached(in: history, total: 11_000) == 5_000)
    #expect(AchievementCriteria.dailySteps(6_000).reached(in: history, total: 11_000) == 5_000)
    let streak = AchievementCriteria.streak(days: 7, minSteps: 2_000)
    #expect(streak.reached(in: history, total: 11_000) == 2)
  }

  @Test("An early bird walks in intervals wholly within the hours, each step once")
  func earlyBird() throws {
    let walk = try Walk()
    let criteria = AchievementCriteria.earlyBird(from: 240, before: 420, minSteps: 1_000)
    let intervals = [
      try walk.interval("04:00", "05:00", 600, device: "watch"),
      try walk.interval("04:30", "05:00", 500, device: "phone"),
      try walk.interval("06:30", "07:00", 300, device: "watch"),
      try walk.interval("06:30", "07:30", 9_000, device: "phone"),
      try walk.interval("03:30", "04:30", 9_000, device: "band"),
    ]
    let day = WalkedDate(date: walk.date, counted: 20_000, intervals: intervals)
    #expect(criteria.reached(in: [day], total: 20_000) == 900)
    let little = WalkedDate(date: walk.date, counted: 700, intervals: intervals)
    #expect(criteria.reached(in: [little], total: 700) == 700)
  }

  @Test("Equal steps share a rank, the next ones are skipped, and nobody without steps has one")
  func ranks() {
    let ranking = Ranking([("d", 5), ("a", 9), ("c", 7), ("b", 7), ("e", 0)])
    #expect(ranking.lines.map(\.walker) == ["a", "b", "c", "d"])
    #expect(ranking.lines.map(\.rank) == [1, 2, 2, 4])
  }

  @Test("Weeks go from Monday to Sunday, months over their days")
  func periods() throws {
    let sunday = try #require(CivilDate("2026-03-01"))
    let week = try #require(BoardPeriod.weekly.dates(around: sunday))
    #expect("\(week.lowerBound)...\(week.upperBound)" == "2026-02-23...2026-03-01")
    let before = try #require(BoardPeriod.monthly.datesBefore(sunday))
    #expect("\(before.lowerBound)...\(before.upperBound)" == "2026-02-01...2026-02-28")
    #expect(BoardPeriod.allTime.dates(around: sunday) == nil)
  }
}
