import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Payments
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting

/// Deposits that a person decides about, on every engine.
@Suite struct MismatchContractTests {
  private func settle(
    _ deposit: Deposit, _ settlement: Deposit.Settlement, in ajo: PaymentFixture
  ) async throws -> Deposit {
    try await ajo.services.deposits.settle(
      DepositDecision(deposit: deposit.id, settlement: settlement, reason: "checked by phone"),
      by: Actor(userID: ajo.administrator))
  }

  @Test(
    "Another amount or currency is not credited; the administrators are told once",
    arguments: Engine.allCases)
  func mismatch(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    for paid in [Money.naira(99), Money(minorUnits: 10_000, unit: .dollars)] {
      let deposit = try await ajo.deposit(100, by: ada)
      try await ajo.pay(deposit, paid)
      try await ajo.pay(deposit, paid)
      let found = try await ajo.services.deposits.deposit(deposit.id, of: ada)
      #expect(found.state == .mismatch && found.paid == paid)
    }
    #expect(try await ajo.balance(of: ada) == .naira(0))
    #expect(
      try await ajo.notified(ajo.administrator)
        == ["ajo.deposit.mismatch", "ajo.deposit.mismatch"])
    #expect(
      try await ajo.count(
        """
        platform_notifications WHERE kind = 'action_required'
          AND user_id = \(ajo.administrator)
        """) == 2)
    #expect(try await ajo.published("ajo.deposit.mismatch") == 2)
  }

  @Test(
    "An administrator credits what was paid, once, and answers for it", arguments: Engine.allCases)
  func creditPaid(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    await #expect(throws: SettlementRefusal.notMismatch) {
      try await settle(deposit, .creditPaid, in: ajo)
    }
    try await ajo.pay(deposit, .naira(70))
    let settled = try await settle(deposit, .creditPaid, in: ajo)
    #expect(settled.state == .succeeded && settled.settlement == .creditPaid)
    #expect(try await ajo.balance(of: ada) == .naira(70))
    await #expect(throws: SettlementRefusal.notMismatch) {
      try await settle(deposit, .creditPaid, in: ajo)
    }
    let audited = try await ajo.database.all(
      "SELECT before, after FROM platform_audit WHERE action = 'ajo.deposit.settle'"
    ) { row -> [String] in [try row[0], try row[1]] }
    #expect(audited.count == 1)
    #expect(audited.first?[0].contains("mismatch") == true)
    #expect(audited.first?[1].contains("succeeded") == true)
  }

  @Test(
    "What was paid in another currency is refunded by the provider, and never credited",
    arguments: Engine.allCases)
  func refund(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    try await ajo.pay(deposit, Money(minorUnits: 10_000, unit: .dollars))
    await #expect(throws: SettlementRefusal.otherCurrency) {
      try await settle(deposit, .creditPaid, in: ajo)
    }
    let settled = try await settle(deposit, .refund, in: ajo)
    #expect(settled.state == .mismatch && !settled.awaitsDecision)
    let run = try #require(try await ajo.take(RefundDeposit.self))
    ajo.gateway.answer(.lost)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) != nil)
    ajo.gateway.answer(.unreachable)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) == nil)
    #expect(ajo.gateway.refunded == [deposit.reference])
    #expect(try await ajo.balance(of: ada) == .naira(0))
  }

  @Test(
    "What was decided is not asked for any more, whatever was decided", arguments: Engine.allCases)
  func decided(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let filter = PaymentFilter(state: Deposit.State.mismatch.rawValue)
    let actions = MismatchActions(store: ajo.store)
    func waiting() async throws -> [Int] {
      [
        try await actions.actions(of: ajo.administrator, at: ajo.time.clock.now()).count,
        try await ajo.services.deposits.deposits(filter, before: nil, limit: 9).count,
      ]
    }
    for settlement in Deposit.Settlement.allCases {
      let deposit = try await ajo.deposit(100, by: ada)
      try await ajo.pay(deposit, .naira(70))
      #expect(try await waiting() == [1, 1])
      _ = try await settle(deposit, settlement, in: ajo)
      #expect(try await waiting() == [0, 0])
    }
  }

  @Test(
    "A refund whose answer was lost is not asked for again while it may be on its way",
    arguments: Engine.allCases)
  func lostRefund(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    try await ajo.pay(deposit, .naira(70))
    _ = try await settle(deposit, .refund, in: ajo)
    let run = try #require(try await ajo.take(RefundDeposit.self))
    ajo.gateway.answer(.lost)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) != nil)
    // The provider's list lags behind.
    ajo.gateway.setRefund(of: deposit.reference, nil)
    ajo.gateway.answer(.done)
    for _ in 1...2 {
      ajo.clock.advance(seconds: 149)
      #expect(try await ajo.services.deposits.refund(deposit.id, in: run) != nil)
    }
    #expect(ajo.gateway.refundRequests.count == 1)
    // After five minutes it never came.
    ajo.clock.advance(seconds: 2)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) == nil)
    #expect(ajo.gateway.refundRequests.count == 2)
    #expect(Set(ajo.gateway.refundRequests).count == 1)
  }

  @Test(
    "A refund that fails is decided on again, and asked for under another reference",
    arguments: Engine.allCases)
  func failedRefund(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    try await ajo.pay(deposit, .naira(70))
    _ = try await settle(deposit, .refund, in: ajo)
    let run = try #require(try await ajo.take(RefundDeposit.self))
    ajo.gateway.answer(.refused)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) == nil)
    #expect(try await ajo.notified(ajo.administrator).contains("ajo.deposit.refund_failed"))
    let failed = try await ajo.services.deposits.deposit(deposit.id, of: ada)
    #expect(failed.awaitsDecision && failed.reason == "the refund failed: refused")
    _ = try await settle(deposit, .refund, in: ajo)
    let next = try #require(try await ajo.take(RefundDeposit.self))
    ajo.gateway.answer(.done)
    #expect(try await ajo.services.deposits.refund(deposit.id, in: next) == nil)
    #expect(ajo.gateway.refundRequests.map(\.text) == ["ajo-refund-\(deposit.id)-2"])
  }

  @Test(
    "One payment pays one deposit, whatever another one that it is told of was to be",
    arguments: Engine.allCases, [Int64(100), 150])
  func duplicate(on engine: Engine, asked: Int64) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let first = try await ajo.deposit(100, by: ada)
    let second = try await ajo.deposit(asked, by: ada)
    try await ajo.pay(first)
    try await ajo.tell(
      second.reference,
      .charge(
        .succeeded(
          Charge(
            reference: second.reference, amount: .naira(100),
            providerReference: "p-\(first.reference)"))))
    #expect(try await ajo.services.deposits.deposit(second.id, of: ada).state == .mismatch)
    #expect(try await ajo.balance(of: ada) == .naira(100))
    await #expect(throws: SettlementRefusal.nothingPaid) {
      try await settle(second, .creditPaid, in: ajo)
    }
    _ = try await settle(second, .ignore, in: ajo)
  }

  @Test(
    "What is paid after its user has left is not lost: a person has it refunded",
    arguments: Engine.allCases)
  func left(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    _ = try await ajo.wallets.wallet(of: ada)
    let deposit = try await ajo.deposit(100, by: ada)
    try await ajo.deletions.delete(ada)
    try await ajo.pay(deposit)
    let found = try await ajo.services.deposits.deposit(deposit.id, of: ada)
    #expect(found.state == .mismatch && found.reason == "the wallet is closed")
    await #expect(throws: SettlementRefusal.walletClosed) {
      try await settle(deposit, .creditPaid, in: ajo)
    }
    _ = try await settle(deposit, .refund, in: ajo)
    let run = try #require(try await ajo.take(RefundDeposit.self))
    #expect(try await ajo.services.deposits.refund(deposit.id, in: run) == nil)
    #expect(ajo.gateway.refunded == [deposit.reference])
  }
}
