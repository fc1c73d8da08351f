import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Ports
import StorageTesting
import Testing
import Work
import WorkTesting

/// Payments into circles, and what races with them, on every engine.
@Suite struct ContributionContractTests {
  @Test(
    "Twenty payments of one contribution at once move the money once", arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users)
    let paid = try await attempts(20) { _ in try await fixture.pay(1, by: users[0], into: circle.id)
    }
    #expect(paid == 1)
    #expect(try await fixture.balance(of: users[0]) == .naira(900))
    #expect(try await fixture.circles.circle(circle.id).pot == .naira(100))
    #expect(try await fixture.balance(circle.potTerms) == .naira(100))
  }

  @Test(
    "One key pays once, however often and at once, and its answer is the same",
    arguments: Engine.allCases)
  func keyed(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            return "\(try await fixture.pay(2, by: users[0], into: circle.id, under: "k"))"
          } catch Replay.answer(let answer) {
            return answer.text
          }
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(answers.count == 1)
    #expect(try await fixture.balance(of: users[0]) == .naira(900))
  }

  @Test("Refusals come in their order", arguments: Engine.allCases)
  func refusals(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2, holding: 100)
    let forming = try await fixture.forming(of: users, size: 2)
    await #expect(throws: ContributionRefusal.circleNotActive) {
      try await fixture.pay(1, by: users[0], into: forming.id)
    }
    let circle = try await fixture.circle(of: users)
    await #expect(throws: ContributionRefusal.noSuchCycle) {
      try await fixture.pay(3, by: users[0], into: circle.id)
    }
    try await fixture.pay(2, by: users[0], into: circle.id)
    await #expect(throws: ContributionRefusal.alreadyPaid) {
      try await fixture.pay(2, by: users[0], into: circle.id)
    }
    await #expect(throws: ContributionRefusal.insufficientFunds) {
      try await fixture.pay(1, by: users[0], into: circle.id)
    }
    _ = try await fixture.circles.cancel(circle.id, by: users[0])
    await #expect(throws: ContributionRefusal.nothingOwed) {
      try await fixture.pay(2, by: users[0], into: circle.id)
    }
    await #expect(throws: ContributionRefusal.circleNotActive) {
      try await fixture.pay(1, by: users[0], into: circle.id)
    }
  }

  @Test(
    "A pot that is complete after its day is paid out with its last contribution",
    arguments: Engine.allCases)
  func completes(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users) { $0.graceDays = 3 }
    try await fixture.pay(1, by: users[0], into: circle.id)
    try await fixture.pay(2, by: users[0], into: circle.id)
    try await fixture.pay(2, by: users[1], into: circle.id)
    // Noon of the second day of grace.
    fixture.clock.set(CircleFixture.start.adding(seconds: 6 * 86_400))
    _ = try await fixture.rounds.look(at: circle.id)
    #expect(try await fixture.circles.circle(circle.id).currentCycle == 1)
    let paid = try await fixture.pay(1, by: users[1], into: circle.id)
    #expect(paid.fee == .naira(0) && paid.lateAt == nil)
    let cycles = try await fixture.store.cycles(of: circle.id, after: 0, limit: 9)
    #expect(cycles.map { $0.payout?.amount } == [.naira(200), nil])
    #expect(try await fixture.balance(of: users[0]) == .naira(1_000))
    #expect(try await fixture.balance(of: users[1]) == .naira(800))
  }

  @Test(
    "The last payment and the look that pays out race, and the pot is paid out once",
    arguments: Engine.allCases)
  func payout(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    for number in 0..<5 {
      let circle = try await fixture.circle(of: users) {
        $0.startDate = $0.startDate.adding(days: 7 * number)
      }
      for user in users.dropLast() { try await fixture.pay(1, by: user, into: circle.id) }
      fixture.clock.set(try #require(circle.dueAt).adding(seconds: 1))
      async let paid = fixture.pay(1, by: users[2], into: circle.id)
      async let first = fixture.rounds.look(at: circle.id)
      async let second = fixture.rounds.look(at: circle.id)
      _ = try await (paid, first, second)
      let cycles = try await fixture.store.payouts(of: circle.id, before: .max, limit: 9)
      #expect(cycles.map { $0.payout?.amount } == [.naira(300)])
      #expect(try await fixture.balance(circle.potTerms) == .naira(0))
    }
    #expect(try fixture.findings() == [])
  }

  @Test("A payment and a cancellation race, and nobody's money is lost", arguments: Engine.allCases)
  func cancellation(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    for _ in 0..<8 {
      let circle = try await fixture.circle(of: users)
      try await fixture.pay(1, by: users[0], into: circle.id)
      async let cancelled = fixture.circles.cancel(circle.id, by: users[0])
      async let paid = attempts(3) { try await fixture.pay($0 + 1, by: users[1], into: circle.id) }
      _ = try await (cancelled, paid)
      #expect(try await fixture.balance(circle.potTerms) == .naira(0))
      for user in users { #expect(try await fixture.balance(of: user) == .naira(1_000)) }
    }
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Cancelled after a payout by an administrator, what is not paid out goes back with its fee",
    arguments: Engine.allCases, CircleTerms.FeePolicy.allCases)
  func refunds(on engine: Engine, _ policy: CircleTerms.FeePolicy) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users) {
      $0.lateFee = .naira(5)
      $0.feePolicy = policy
    }
    for user in users { try await fixture.pay(1, by: user, into: circle.id) }
    try await fixture.pay(3, by: users[2], into: circle.id)
    // The second cycle is late by a day.
    try await fixture.advance(days: 12)
    try await fixture.pay(2, by: users[1], into: circle.id)
    await #expect(throws: CircleRefusal.alreadyPaidOut) {
      try await fixture.circles.cancel(circle.id, by: users[0])
    }
    _ = try await fixture.circles.cancel(
      circle.id, by: .operatorConsole, reason: "they asked for it")
    for (user, naira) in zip(users, [Int64(1_200), 900, 900]) {
      #expect(try await fixture.balance(of: user) == .naira(naira))
    }
    #expect(try await fixture.balance(circle.potTerms) == .naira(0))
    #expect(try await fixture.balance(Circle.feeTerms(in: .naira)) == .naira(0))
    let refunded = try await fixture.store.contributions(
      ContributionFilter(circleID: circle.id, state: .refunded), after: nil, limit: 9)
    #expect(refunded.map(\.cycle) == [2, 3] && refunded.map(\.fee) == [.naira(5), .naira(0)])
    await #expect(throws: CircleRefusal.alreadyEnded) {
      try await fixture.circles.cancel(circle.id, by: .operatorConsole, reason: "again")
    }
    #expect(try fixture.findings() == [])
  }

  @Test(
    "Transfers of a circle tell which circle and cycle they belong to", arguments: Engine.allCases)
  func movements(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users)
    let paid = try await fixture.pay(2, by: users[1], into: circle.id)
    let entries = try await fixture.wallets.transactions(of: users[1], before: nil, limit: 9)
    #expect(entries.map(\.kind) == ["contribution", "credit"])
    #expect(entries.first?.id == paid.transferID)
    #expect(
      try await fixture.store.movements(entries.map(\.id)) == [
        CircleMovement(transferID: entries[0].id, circleID: circle.id, cycle: 2)
      ])
  }

  /// Of so many attempts at once, those that succeed. The others are refused as a contribution is.
  private func attempts(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Contribution
  ) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<count {
        group.addTask {
          do {
            _ = try await body(number)
            return 1
          } catch is ContributionRefusal {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
  }

  @Test(
    "The late fee is owed from the end of grace on, also before a job has looked",
    arguments: Engine.allCases)
  func feeAtMidnight(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(2)
    let circle = try await fixture.circle(of: users) { $0.lateFee = .naira(10) }
    let midnight = try TimeZoneRules(identifier: "Africa/Lagos")
      .startOfDay(try #require(CivilDate("2026-01-06")))
    fixture.clock.set(midnight.adding(seconds: -1))
    #expect(try await fixture.pay(1, by: users[0], into: circle.id).fee == .naira(0))
    fixture.clock.set(midnight)
    let late = try await fixture.pay(1, by: users[1], into: circle.id)
    #expect(late.fee == .naira(10))
    #expect(late.lateAt != nil)
  }
}
