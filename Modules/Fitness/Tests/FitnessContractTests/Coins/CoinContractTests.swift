import Fitness
import FitnessTesting
import Kernel
import Storage
import StorageTesting
import Testing

/// How coins move, on every engine.
@Suite struct CoinContractTests {
  @Test(
    "What is taken back goes from what is there; the rest is owed, and later coins pay it first",
    arguments: Engine.allCases)
  func debt(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let (today, before) = (UploadContractTests.today, UploadContractTests.today.adding(days: -1))
    try await fixture.walk(ada, before, 10_000)
    let order = CoinReference.order(fixture.ids.make() as Identifier<StepRecord>)
    try await fixture.move([.hold(70, order)], of: ada)
    try await fixture.move([.post(order)], of: ada)
    let corrected = try await fixture.walk(ada, before, 0)
    #expect(corrected.coinsAwarded == -100)
    #expect(corrected.wallet.wallet.available == 0)
    #expect(corrected.wallet.wallet.debt == 70)
    #expect(try await fixture.bookDifferences(of: ada) == [])
    let walked = try await fixture.walk(ada, today, 9_000)
    #expect(walked.wallet.wallet.available == 20)
    #expect(walked.wallet.wallet.debt == 0)
    let rows = try await fixture.store.coinTransactions(of: ada, kind: nil, after: nil, limit: 10)
    #expect(
      rows.map { [$0.kind.rawValue, "\($0.amount)", "\($0.balanceAfter)"] } == [
        ["debt_payment", "70", "20"], ["steps", "90", "90"], ["clawback", "30", "0"],
        ["order", "70", "30"], ["steps", "100", "100"],
      ])
    #expect(try await fixture.bookDifferences(of: ada) == [])
    let refunded = try await fixture.move([.refund(70, order, note: nil)], of: ada)
    #expect(refunded.wallet.available == 90)
    #expect(refunded.wallet.lifetimeSpent == 0)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test("A hold is ended once, and frozen coins stay with it", arguments: Engine.allCases)
  func holds(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    try await fixture.credit(ada, 50)
    let order = CoinReference.order(fixture.ids.make() as Identifier<StepRecord>)
    await #expect(throws: CoinRefusal.insufficientCoins(needed: 51, available: 50)) {
      try await fixture.move([.hold(51, order)], of: ada)
    }
    let held = try await fixture.move([.hold(50, order)], of: ada)
    #expect((held.wallet.available, held.wallet.frozen) == (0, 50))
    let taken = try await fixture.move([.adjust(-5, allowsDebt: true, note: nil)], of: ada)
    #expect((taken.wallet.frozen, taken.wallet.debt) == (50, 5))
    let voided = try await fixture.move([.void(order)], of: ada)
    #expect((voided.wallet.available, voided.wallet.debt, voided.debtPaid) == (45, 0, 5))
    await #expect(throws: CoinRefusal.notHeld) {
      try await fixture.move([.post(order)], of: ada)
    }
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test(
    "Each date earns by its own rate, also when a correction comes late",
    arguments: Engine.allCases)
  func rates(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let ada = try fixture.user("ada")
    let today = UploadContractTests.today
    fixture.terms.change { terms in
      terms.rate = { date in
        DayRate(
          coins: CoinRate(perStep: date < today ? 100 : 200, dailyCap: 150), stepCap: 8_000)
      }
    }
    try await fixture.walk(ada, today, 9_000)
    let late = try await fixture.walk(ada, today.adding(days: -1), 9_000)
    #expect(late.days.first?.earned == CoinFraction(parts: 800_000))
    #expect(late.wallet.wallet.available == 230)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test("Two uploads of one user at once count as one after the other", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let other = FitnessFixture(beside: fixture, seed: 2)
    let ada = try fixture.user("ada")
    let today = UploadContractTests.today
    try await withThrowingTaskGroup(of: Void.self) { group in
      for turn in 0..<12 {
        let server = turn % 2 == 0 ? fixture : other
        let source: StepSource = turn % 3 == 0 ? .garmin : .fitbit
        group.addTask {
          _ = try await server.walk(
            ada, today.adding(days: -turn % 4), 1_000 * (turn + 1), source: source)
        }
      }
      try await group.waitForAll()
    }
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }

  @Test("An adjustment tells who, why, and what it did to the wallet", arguments: Engine.allCases)
  func adjusting(on engine: Engine) async throws {
    let fixture = try await FitnessFixture(on: engine).withoutAchievements()
    let (ada, boss) = (try fixture.user("ada"), try fixture.user("boss"))
    let caller = fixture.caller(boss, .admin)
    let row = try await fixture.wallets.adjust(
      30, of: ada, because: "A gift", allowsDebt: false, by: caller)
    #expect(row.kind == .adjustment && row.balanceAfter == 30 && row.note == "A gift")
    await #expect(throws: CoinRefusal.insufficientCoins(needed: 40, available: 30)) {
      _ = try await fixture.wallets.adjust(
        -40, of: ada, because: "A mistake", allowsDebt: false, by: caller)
    }
    let taken = try await fixture.wallets.adjust(
      -40, of: ada, because: "A mistake", allowsDebt: true, by: caller)
    #expect(taken.amount == 30)
    #expect(try await fixture.wallets.wallet(of: ada).wallet.debt == 10)
    #expect(
      try await fixture.count("platform_audit WHERE action = 'fitness.wallet.adjust'") == 2)
    #expect(try await fixture.bookDifferences(of: ada) == [])
  }
}
