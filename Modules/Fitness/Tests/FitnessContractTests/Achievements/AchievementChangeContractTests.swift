import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What administrators make of achievements, on every engine.
@Suite struct AchievementChangeContractTests {
  @Test(
    "A new one is awarded backwards, page by page, once to each who has reached it",
    arguments: Engine.allCases)
  func backwards(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let admin = try fit.administrator("root")
    var walkers: [UserID] = []
    for number in 0..<7 {
      walkers.append(try fit.user("walker\(number)"))
      for day in 1...3 {
        _ = try await fit.total(walkers[number], daysAgo: day, number == 3 ? 1_900 : 2_000)
      }
    }
    let made = try await fit.achievements.create(
      .init(code: "three", name: "Three", criteria: .streak(days: 3, minSteps: 2_000), coins: 7),
      by: admin)
    // Two users a job, and each job leads to the next.
    let jobs = try await fit.backfill(pages: 2)
    #expect(jobs == 4)
    for (number, walker) in walkers.enumerated() {
      #expect(try await fit.held(walker).contains("three") == (number != 3))
      #expect(try await fit.coins(walker) == (number == 3 ? 57 + 35 : 60 + 35 + 7))
    }
    #expect(
      try await fit.count(
        "fitness_coin_transactions WHERE type = 'achievement' AND amount = 7") == 6)
    #expect(try await fit.audited("fitness.achievement.create").count == 1)
    #expect(made.version == 1)
  }

  @Test(
    "A changed definition withdraws nothing and is judged by its snapshot; an eased one is awarded",
    arguments: Engine.allCases)
  func changed(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, bob, admin) = (
      try fit.user("ada"), try fit.user("bob"), try fit.administrator("root")
    )
    _ = try await fit.total(ada, daysAgo: 1, 1_500)
    _ = try await fit.total(bob, daysAgo: 1, 600)
    let first = try await fit.achievements.achievements(for: admin, limit: 1)
    let id = try #require(first.first?.standing.achievement.id)
    try await fit.achievements.change(
      id, AchievementChange { $0.criteria = .totalSteps(2_000) }, by: admin)
    _ = try await fit.backfill()
    _ = try await fit.total(ada, daysAgo: 2, 0)
    #expect(try await fit.held(ada) == ["steps_1k"])
    _ = try await fit.total(ada, daysAgo: 1, 900)
    #expect(try await fit.held(ada) == [])

    let eased = try await fit.achievements.change(
      id, AchievementChange { $0.criteria = .totalSteps(500) }, by: admin)
    #expect(eased.version == 3)
    _ = try await fit.backfill()
    for user in [ada, bob] { #expect(try await fit.held(user) == ["steps_1k"]) }
    #expect(try await fit.audited("fitness.achievement.update").count == 2)
  }

  @Test(
    "An inactive one is not unlocked; activated, it is awarded backwards",
    arguments: Engine.allCases)
  func activated(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, admin) = (try fit.user("ada"), try fit.administrator("root"))
    let made = try await fit.achievements.create(
      .init(
        code: "big_day", name: "Big day", criteria: .dailySteps(3_000), coins: 0,
        isActive: false), by: admin)
    _ = try await fit.total(ada, daysAgo: 1, 3_000)
    #expect(try await fit.backfill() == 0)
    #expect(try await fit.held(ada) == ["steps_1k"])
    let mine = try await fit.achievements.achievements(for: fit.caller(ada), limit: 10)
    #expect(mine.count == 7)
    #expect(try await fit.achievements.achievements(for: admin, limit: 10).count == 8)
    await #expect(throws: AchievementRefusal.notFound) {
      try await fit.achievements.achievement(made.id, for: fit.caller(ada))
    }
    try await fit.achievements.change(
      made.id, AchievementChange { $0.isActive = true }, by: admin)
    _ = try await fit.backfill()
    #expect(try await fit.held(ada).contains("big_day"))
  }

  @Test("A code is one achievement's", arguments: Engine.allCases)
  func codes(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let admin = try fit.administrator("root")
    let draft = AchievementDraft(
      code: "steps_1k", name: "Again", criteria: .totalSteps(1), coins: 1)
    await #expect(throws: AchievementRefusal.codeTaken) {
      try await fit.achievements.create(draft, by: admin)
    }
    let last = try await fit.achievements.achievements(for: admin, limit: 10).last
    let id = try #require(last?.standing.achievement.id)
    await #expect(throws: AchievementRefusal.codeTaken) {
      try await fit.achievements.change(
        id, AchievementChange { $0.code = "steps_1k" }, by: admin)
    }
    await #expect(throws: AchievementRefusal.notFound) {
      try await fit.achievements.change(
        fit.ids.make(), AchievementChange { _ in }, by: admin)
    }
  }
}
