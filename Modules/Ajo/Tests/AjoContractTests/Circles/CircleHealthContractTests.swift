import Ajo
import AjoTesting
import Kernel
import KernelTesting
import Ports
import StorageTesting
import Testing
import WorkTesting

/// How circles stand, on every engine.
@Suite struct CircleHealthContractTests {
  /// What each of these users owes, in naira.
  private func owed(
    _ users: [UserID], in circle: Circle.ID, _ fixture: CircleFixture
  ) async throws -> [Int64] {
    let members = try await fixture.circles.health(of: circle, for: users[0]).members
    return users.map { user in
      members.filter { $0.standing.userID == user }.reduce(0) { $0 + $1.owed.minorUnits / 100 }
    }
  }

  @Test(
    "What members owe is what they are asked to pay, their own fee to the pot aside",
    arguments: Engine.allCases, CircleTerms.DefaultPolicy.allCases)
  func owed(on engine: Engine, _ policy: CircleTerms.DefaultPolicy) async throws {
    for fees in CircleTerms.FeePolicy.allCases {
      let fixture = try await CircleFixture(on: engine)
      let users = try await fixture.users(3)
      let circle = try await fixture.circle(of: users, mandates: [users[0]]) {
        $0.defaultPolicy = policy
        $0.feePolicy = fees
        $0.lateFee = .naira(5)
      }
      // Two cycles are over; the second one's recipient has paid into neither.
      try await fixture.pay(1, by: users[2], into: circle.id)
      try await fixture.advance(days: 13)
      let owed = try await owed(users, in: circle.id, fixture)
      switch (policy, fees) {
      case (.wait, _): #expect(owed == [0, 210, 105])
      // What they owe themself, nobody owes.
      case (.shortPay, _): #expect(owed == [0, 105, 105])
      case (.hostCover, .pot): #expect(owed == [0, 205, 105])
      case (.hostCover, .house): #expect(owed == [0, 210, 105])
      }
      for (user, owed) in zip(users, owed) {
        let before = try await paid(by: user, fixture)
        while let debt = try await fixture.store.oldestDebt(
          of: user, in: try await fixture.circles.circle(circle.id))
        {
          try await fixture.pay(debt, by: user, into: circle.id)
        }
        #expect(try await paid(by: user, fixture) - before == owed, "\(policy) \(fees)")
      }
      #expect(try await self.owed(users, in: circle.id, fixture) == [0, 0, 0])
    }
  }

  /// What went out of a wallet, in naira.
  private func paid(by user: UserID, _ fixture: CircleFixture) async throws -> Int64 {
    try await fixture.wallets.transactions(of: user, before: nil, limit: 100)
      .filter { $0.direction == .debit }.reduce(0) { $0 + $1.amount.minorUnits / 100 }
  }

  @Test(
    "A circle that was cancelled shows no debts but those of pots that were paid out",
    arguments: Engine.allCases)
  func cancelled(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(3)
    let circle = try await fixture.circle(of: users, mandates: Array(users.dropLast())) {
      $0.lateFee = .naira(5)
    }
    try await fixture.advance(days: 6)
    var health = try await fixture.circles.health(of: circle.id, for: users[0])
    #expect(health.late == 1 && health.paid == 2 && health.shortfall == .naira(100))
    #expect(try await owed(users, in: circle.id, fixture) == [0, 0, 105])
    _ = try await fixture.circles.cancel(circle.id, by: users[0])
    health = try await fixture.circles.health(of: circle.id, for: users[0])
    #expect(health.late == 0 && health.pending == 0 && health.paid == 0)
    #expect(health.shortfall == .naira(0) && health.nextRecipient == nil)
    #expect(try await owed(users, in: circle.id, fixture) == [0, 0, 0])

    let short = try await fixture.circle(of: users, mandates: Array(users.dropLast())) {
      $0.startDate = $0.startDate.adding(days: 7)
      $0.defaultPolicy = .shortPay
    }
    try await fixture.advance(days: 7)
    _ = try await fixture.circles.cancel(short.id, by: .operatorConsole, reason: "asked for")
    health = try await fixture.circles.health(of: short.id, for: users[0])
    #expect(health.late == 1 && health.pending == 0)
    #expect(try await owed(users, in: short.id, fixture) == [0, 0, 100])
  }

  @Test(
    "Who names no cycle pays the oldest debt first, then the cycle under way",
    arguments: Engine.allCases)
  func oldestDebt(on engine: Engine) async throws {
    let fixture = try await CircleFixture(on: engine)
    let users = try await fixture.users(4)
    let circle = try await fixture.circle(of: users, mandates: Array(users.dropLast())) {
      $0.defaultPolicy = .shortPay
    }
    try await fixture.advance(days: 13)
    var paid: [Int] = []
    for _ in 1...3 { paid.append(try await fixture.pay(by: users[3], into: circle.id).cycle) }
    #expect(paid == [1, 2, 3])
    await #expect(throws: ContributionRefusal.alreadyPaid) {
      try await fixture.pay(by: users[3], into: circle.id)
    }
    // A debt outlives the circle; what one owes oneself is none.
    try await fixture.pay(4, by: users[0], into: circle.id)
    _ = try await fixture.circles.setMandate(false, in: circle.id, by: users[1])
    try await fixture.advance(days: 20)
    #expect(try await fixture.circles.circle(circle.id).state == .completed)
    var late: [Int] = []
    for _ in 1...2 { late.append(try await fixture.pay(by: users[1], into: circle.id).cycle) }
    #expect(late == [3, 4])
    for user in [users[1], users[3]] {
      await #expect(throws: ContributionRefusal.circleNotActive) {
        try await fixture.pay(by: user, into: circle.id)
      }
    }
  }
}
