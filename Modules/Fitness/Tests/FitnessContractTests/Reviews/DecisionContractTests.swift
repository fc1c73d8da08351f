import Fitness
import FitnessTesting
import Kernel
import KernelTesting
import Storage
import StorageTesting
import Testing

/// What the staff makes of records, on every engine.
@Suite struct DecisionContractTests {
  @Test(
    "What a rule flags waits and counts nothing; approved, it counts with its coins and news",
    arguments: Engine.allCases)
  func approved(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    let record = try await fit.total(ada, daysAgo: 1, 80_000)
    #expect(record.verification == .pending && record.flags == [.dayTotal])
    let waiting = try #require(try await fit.reviews.waiting().first)
    #expect(waiting.validation.recordID == record.id && waiting.record == record)
    #expect(waiting.validation.score == 90 && waiting.validation.rules == [.dayTotal])
    #expect(try await fit.day(ada, daysAgo: 1).counted == 0)
    #expect(try await fit.coins(ada) == 0)

    let done = try await fit.reviews.decide(
      waiting.validation.id, .approve(note: "a marathon"), by: moderator)
    #expect(done.validation.state == .approved && done.record?.verification == .verified)
    #expect(done.record?.reason == "a marathon")
    #expect(try await fit.day(ada, daysAgo: 1).counted == 50_000)
    // 500 for the steps, 10 + 25 + 50 + 100 for what they achieve.
    #expect(try await fit.coins(ada) == 685)
    #expect(try await fit.held(ada) == ["steps_1k", "steps_5k", "steps_10k", "steps_50k"])
    #expect(
      try await fit.eventTypes(of: "validation:\(waiting.validation.id)") == [
        "fitness.validation.opened", "fitness.validation.approved",
      ])
    #expect(
      try await fit.count("platform_audit WHERE action = 'fitness.validation.approve'") == 1)
  }

  @Test(
    "What is rejected says why on the record, and what it corrects stays in force",
    arguments: Engine.allCases)
  func rejected(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    let first = try await fit.total(ada, daysAgo: 1, 6_000)
    let second = try await fit.total(ada, daysAgo: 1, 80_000)
    #expect(try await fit.day(ada, daysAgo: 1).counted == 6_000)
    let waiting = try #require(try await fit.reviews.waiting().first)
    try await fit.reviews.decide(
      waiting.validation.id, .reject(reason: "a dog wore it"), by: moderator)
    let now = try #require(try await fit.store.record(second.id, of: ada))
    #expect(now.verification == .rejected && now.reason == "a dog wore it")
    #expect(now.supersededBy == nil)
    #expect(try await fit.store.record(first.id, of: ada)?.supersededBy == nil)
    let day = try await fit.day(ada, daysAgo: 1)
    #expect(day.counted == 6_000 && day.rejected == 80_000 && day.pending == 0)
    #expect(try await fit.notifiedEvents(of: ada).contains("fitness.validation.rejected"))
  }

  @Test(
    "A verdict that is reversed leaves what it would have left at first",
    arguments: Engine.allCases)
  func reversed(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, admin) = (try fit.user("ada"), try fit.administrator("root"))
    _ = try await fit.total(ada, daysAgo: 1, 6_000)
    _ = try await fit.total(ada, daysAgo: 1, 80_000)
    let id = try #require(try await fit.reviews.waiting().first).validation.id
    try await fit.reviews.decide(id, .approve(note: nil), by: admin)
    #expect(try await fit.day(ada, daysAgo: 1).reported == 80_000)
    let coins = try await fit.coins(ada)
    let again = try await fit.reviews.reopen(id, because: "appeal", by: admin)
    #expect(again.validation.state == .pending && again.validation.reviewerID == nil)
    // It counts as before until somebody decides.
    #expect(try await fit.coins(ada) == coins)
    try await fit.reviews.decide(id, .reject(reason: "no"), by: admin)
    let day = try await fit.day(ada, daysAgo: 1)
    #expect(day.counted == 6_000 && day.rejected == 80_000)
    #expect(try await fit.held(ada) == ["steps_1k", "steps_5k"])
    #expect(try await fit.coins(ada) == 60 + 35)
    try await fit.reviews.reopen(id, because: "once more", by: admin)
    try await fit.reviews.decide(id, .approve(note: nil), by: admin)
    #expect(try await fit.coins(ada) == coins)
    #expect(try await fit.bookDifferences(of: ada) == [])
  }

  @Test(
    "Staff asks about any record: it counts until it is rejected, and spent coins are owed",
    arguments: Engine.allCases)
  func opened(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (ada, moderator) = (try fit.user("ada"), try fit.moderator("mo"))
    let record = try await fit.total(ada, daysAgo: 1, 4_000)
    let opened = try await fit.reviews.open(record.id, because: "odd", by: moderator)
    #expect(opened.validation.score == 0 && opened.validation.rules == [])
    #expect(opened.record?.reason == "odd" && opened.record?.verification == .verified)
    #expect(try await fit.day(ada, daysAgo: 1).counted == 4_000)
    await #expect(throws: ReviewRefusal.alreadyPending) {
      try await fit.reviews.open(record.id, because: "odd", by: moderator)
    }
    await #expect(throws: ReviewRefusal.notFound) {
      try await fit.reviews.open(fit.ids.make(), because: "odd", by: moderator)
    }
    // 40 coins for steps and 10 for the first thousand, of which 45 are spent.
    try await fit.spendCoins(45, of: ada)
    try await fit.reviews.decide(
      opened.validation.id, .reject(reason: "no"), by: moderator)
    let wallet = try #require(try await fit.store.wallet(of: ada))
    #expect(wallet.available == 0 && wallet.debt == 45)
    #expect(try await fit.held(ada) == [])
    #expect(try await fit.day(ada, daysAgo: 1).rejected == 4_000)
  }

  @Test(
    "Nobody decides on their own record, and no one twice", arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let fit = try await FitnessFixture(on: engine)
    let (moderator, other) = (try fit.moderator("mo"), try fit.moderator("jo"))
    let record = try await fit.total(moderator.userID, daysAgo: 1, 80_000)
    let id = try #require(try await fit.reviews.waiting().first).validation.id
    await #expect(throws: ReviewRefusal.ownRecord) {
      try await fit.reviews.decide(id, .approve(note: nil), by: moderator)
    }
    await #expect(throws: ReviewRefusal.notFound) {
      try await fit.reviews.decide(fit.ids.make(), .approve(note: nil), by: other)
    }
    await #expect(throws: ReviewRefusal.alreadyPending) {
      try await fit.reviews.reopen(id, because: "x", by: other)
    }
    // A correction withdraws the question about what it corrects.
    _ = try await fit.total(moderator.userID, daysAgo: 1, 5_000)
    #expect(try await fit.store.record(record.id, of: moderator.userID)?.supersededBy != nil)
    await #expect(throws: ReviewRefusal.alreadyDecided(.withdrawn)) {
      try await fit.reviews.decide(id, .approve(note: nil), by: other)
    }
    await #expect(throws: ReviewRefusal.alreadyDecided(.withdrawn)) {
      try await fit.reviews.reopen(id, because: "x", by: other)
    }
    #expect(try await fit.count("platform_audit WHERE action LIKE 'fitness.validation.%'") == 0)
  }
}
