import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What is unlocked and withdrawn, on every engine.
@Suite struct AchievementContractTests {
  @Test(
    "What is reached is unlocked once and paid once, with an event and a notification",
    arguments: Engine.allCases)
  func unlocked(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    _ = try await fit.total(ada, daysAgo: 1, 999)
    #expect(try await fit.held(ada) == [])
    _ = try await fit.total(ada, daysAgo: 2, 1)
    _ = try await fit.total(ada, daysAgo: 3, 500)
    #expect(try await fit.held(ada) == ["steps_1k"])
    // 1,500 steps and the reward.
    #expect(try await fit.coins(ada) == 15 + 10)
    #expect(try await fit.count("fitness_coin_transactions WHERE type = 'achievement'") == 1)
    #expect(
      try await fit.count("platform_outbox WHERE type = 'fitness.achievement.unlocked'") == 1)
    #expect(try await fit.notifiedEvents(of: ada) == ["fitness.achievement.unlocked"])
  }

  @Test("The list has seven from the start, in their order, with how far one is")
  func progress() async throws {
    let fit = try await FitnessFixture(on: .sqlite)
    let ada = try fit.user("ada")
    for day in [1, 2, 4, 5, 6] { _ = try await fit.total(ada, daysAgo: day, 1_200) }
    let views = try await fit.achievements.achievements(for: fit.caller(ada), limit: 10)
    #expect(
      views.map(\.standing.achievement.code) == [
        "steps_1k", "steps_5k", "steps_10k", "steps_50k", "steps_100k", "streak_7", "early_bird",
      ])
    #expect(views.map(\.standing.achievement.coins) == [10, 25, 50, 100, 250, 150, 30])
    #expect(views.map(\.current) == [1_000, 5_000, 6_000, 6_000, 6_000, 3, 0])
    #expect(views.filter { $0.standing.award != nil }.count == 2)
  }

  @Test(
    "A late upload mends a streak; a correction that breaks it takes coins back that are spent",
    arguments: Engine.allCases)
  func mended(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    for day in [1, 2, 3, 5, 6, 7] { _ = try await fit.total(ada, daysAgo: day, 1_000) }
    #expect(try await fit.held(ada).contains("streak_7") == false)
    _ = try await fit.total(ada, daysAgo: 4, 1_000)
    #expect(try await fit.held(ada).contains("streak_7"))
    // 70 for steps, 10 + 25 + 150 for what they achieve.
    #expect(try await fit.coins(ada) == 255)
    try await fit.spendCoins(250, of: ada)

    _ = try await fit.total(ada, daysAgo: 4, 900)
    #expect(try await fit.held(ada) == ["steps_1k", "steps_5k"])
    let wallet = try #require(try await fit.store.wallet(of: ada))
    // A coin for steps and 150 for the streak, of which five were left.
    #expect(wallet.available == 0 && wallet.debt == 146)
    #expect(
      try await fit.count("platform_outbox WHERE type = 'fitness.achievement.withdrawn'") == 1)

    _ = try await fit.total(ada, daysAgo: 4, 1_000)
    #expect(try await fit.held(ada).contains("streak_7"))
    #expect(try await fit.store.wallet(of: ada)?.debt == 0)
    #expect(try await fit.coins(ada) == 5)
    #expect(try await fit.bookDifferences(of: ada) == [])
  }

  @Test(
    "A streak that breaks is kept where another one bears it", arguments: Engine.allCases)
  func another(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    fit.terms.change { $0.lateUploadDays = 30 }
    let ada = try fit.user("ada")
    for day in 1...16 where day != 8 { _ = try await fit.total(ada, daysAgo: day, 1_000) }
    _ = try await fit.total(ada, daysAgo: 3, 0)
    #expect(try await fit.held(ada).contains("streak_7"))
    _ = try await fit.total(ada, daysAgo: 12, 0)
    #expect(try await fit.held(ada).contains("streak_7") == false)
  }

  @Test(
    "An early bird is judged by intervals, also where the date counts as much as before",
    arguments: Engine.allCases)
  func earlyBird(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    // A watch tells of the whole day, a phone of the morning.
    _ = try await fit.total(ada, daysAgo: 1, 9_000)
    _ = try await fit.interval(ada, daysAgo: 1, "04:00", "07:00", 1_000)
    #expect(try await fit.held(ada).contains("early_bird"))
    _ = try await fit.interval(ada, daysAgo: 1, "04:00", "07:00", 999)
    #expect(try await fit.day(ada, daysAgo: 1).counted == 9_000)
    #expect(try await fit.held(ada).contains("early_bird") == false)
    let view = try await fit.achievements.achievements(for: fit.caller(ada), limit: 10).last
    #expect(view?.standing.achievement.code == "early_bird" && view?.current == 999)
    _ = try await fit.interval(ada, daysAgo: 2, "04:30", "07:01", 2_000)
    #expect(try await fit.held(ada).contains("early_bird") == false)
    _ = try await fit.interval(ada, daysAgo: 3, "04:30", "06:00", 1_000)
    #expect(try await fit.held(ada).contains("early_bird"))
  }

  @Test("Of many uploads at once each achievement is paid once", arguments: Engine.allCases)
  func races(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for day in 0..<7 {
        group.addTask { _ = try await fit.total(ada, daysAgo: day, 1_000) }
      }
      try await group.waitForAll()
    }
    #expect(try await fit.held(ada) == ["steps_1k", "steps_5k", "streak_7"])
    #expect(try await fit.coins(ada) == 70 + 10 + 25 + 150)
  }

  @Test("Switched off, nothing is unlocked, and nobody sees the list", arguments: Engine.allCases)
  func switchedOff(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let ada = try fit.user("ada")
    fit.terms.change { $0.features.remove(.achievements) }
    _ = try await fit.total(ada, daysAgo: 1, 5_000)
    #expect(try await fit.held(ada) == [])
    await #expect(throws: FeatureDisabled.self) {
      try await fit.achievements.achievements(for: fit.caller(ada), limit: 10)
    }
  }
}
