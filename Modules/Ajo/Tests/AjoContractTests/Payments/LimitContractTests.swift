import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Limits at their edges, on every engine.
@Suite struct LimitContractTests {
  @Test("One deposit is within its range", arguments: Engine.allCases)
  func range(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    func deposit(_ minorUnits: Int64) async throws {
      _ = try await ajo.services.deposits.begin(
        DepositRequest(
          userID: ada, amount: Money(minorUnits: minorUnits, unit: .naira), provider: nil,
          cardID: nil))
    }
    let refusal = LimitRefusal.depositOutOfRange(.naira(100), .naira(5_000_000))
    await #expect(throws: refusal) { try await deposit(9_999) }
    await #expect(throws: refusal) { try await deposit(500_000_001) }
    try await deposit(10_000)
    try await deposit(500_000_000)
    #expect(try await ajo.count("ajo_deposits") == 2)
  }

  @Test(
    "A day's deposits are within its limit, and the next day begins anew",
    arguments: Engine.allCases)
  func deposits(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    for _ in 1...2 { _ = try await ajo.deposit(5_000_000, by: ada) }
    await #expect(throws: LimitRefusal.dailyLimitExceeded(.naira(10_000_000))) {
      try await ajo.deposit(100, by: ada)
    }
    ajo.set { $0.depositsPerDay.verified = .naira(20_000_000) }
    await #expect(throws: LimitRefusal.identityRequired(.naira(10_000_000))) {
      try await ajo.deposit(100, by: ada)
    }
    // It is noon.
    ajo.pass(hours: 11)
    await #expect(throws: LimitRefusal.self) { try await ajo.deposit(100, by: ada) }
    ajo.pass(hours: 1)
    _ = try await ajo.deposit(100, by: ada)
  }

  @Test(
    "Whose identity is not known takes out less, and what came back counts for nothing",
    arguments: Engine.allCases)
  func withdrawals(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(20_000_000))
    let bank = try await ajo.bank(of: ada)
    let kobo = Money(minorUnits: 1, unit: .naira)
    let most = try await ajo.withdraw(.naira(50_000), by: ada, to: bank)
    await #expect(throws: LimitRefusal.identityRequired(.naira(50_000))) {
      try await ajo.withdraw(kobo, by: ada, to: bank)
    }
    _ = try await ajo.services.withdrawals.cancel(most.id, of: ada)
    _ = try await ajo.withdraw(.naira(49_999), by: ada, to: bank)
    _ = try await ajo.services.identity.decide(
      .verified, of: ada, because: "seen", by: Actor(userID: ajo.administrator))
    _ = try await ajo.withdraw(.naira(4_950_001), by: ada, to: bank)
    await #expect(throws: LimitRefusal.dailyLimitExceeded(.naira(5_000_000))) {
      try await ajo.withdraw(kobo, by: ada, to: bank)
    }
    ajo.pass(hours: 12)
    _ = try await ajo.withdraw(.naira(5_000_000), by: ada, to: bank)
  }

  @Test("Of withdrawals at once, no more pass than the limit allows", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(1_000_000))
    let bank = try await ajo.bank(of: ada)
    let passed = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 {
        group.addTask {
          do {
            _ = try await ajo.withdraw(.naira(20_000), by: ada, to: bank)
            return 1
          } catch is LimitRefusal {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(passed == 2)
  }
}
