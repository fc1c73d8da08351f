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
import Work

/// What administrators do about withdrawals, on every engine.
@Suite struct WithdrawalAdministrationContractTests {
  private func giveBack(
    _ withdrawal: Withdrawal, in ajo: PaymentFixture
  ) async throws -> Withdrawal {
    try await ajo.services.withdrawals.giveBack(
      withdrawal.id, because: "asked for", by: Actor(userID: ajo.administrator))
  }

  @Test(
    "What the provider has, or may have, is not returned by hand; what it never got is",
    arguments: Engine.allCases)
  func returning(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: bank)
    try await ajo.submit(withdrawal)
    await #expect(throws: WithdrawalChangeRefusal.withProvider) {
      try await giveBack(withdrawal, in: ajo)
    }
    ajo.gateway.setReachable(false)
    await #expect(throws: ProviderUnavailable()) { try await giveBack(withdrawal, in: ajo) }
    ajo.gateway.setReachable(true)
    ajo.gateway.set(withdrawal.reference, nil as PayoutStatus?)
    await #expect(throws: WithdrawalChangeRefusal.withProvider) {
      try await giveBack(withdrawal, in: ajo)
    }
    ajo.clock.advance(seconds: 300)
    let returned = try await giveBack(withdrawal, in: ajo)
    #expect(returned.state == .returned && returned.returned == .administrator)
    #expect(try await ajo.available(to: ada) == .naira(100))
    await #expect(throws: WithdrawalChangeRefusal.notUnderWay) {
      try await giveBack(withdrawal, in: ajo)
    }
    #expect(try await ajo.count("platform_audit WHERE action = 'ajo.withdrawal.return'") == 1)
    // What the provider says after all is looked at.
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    #expect(try await ajo.store.differences(isOpen: true, before: nil, limit: 9).count == 1)
    #expect(try await ajo.balance(of: ada) == .naira(100))
  }

  @Test(
    "What a closed wallet cannot take back is left to a person, and counted by nobody",
    arguments: Engine.allCases)
  func closed(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(40))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(withdrawal)
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    try await ajo.deletions.delete(ada)
    for _ in 1...2 { try await ajo.tell(withdrawal.reference, .payout(.reversed("closed"))) }
    #expect(try await ajo.store.withdrawal(withdrawal.id)?.state == .paid)
    #expect(try await ajo.store.differences(isOpen: true, before: nil, limit: 9).count == 1)
    #expect(ajo.counted == ["withdrawal held", "withdrawal paid"])
  }

  @Test("A withdrawal of nobody gives its token back", arguments: Engine.allCases)
  func nobody(on engine: Engine) async throws {
    let pins = OneToken(amount: .naira(40), for: .withdraw)
    let ajo = try await PaymentFixture(
      on: engine, pins: PinPolicy(verifier: pins, isForEverybody: true))
    let request = WithdrawalRequest(
      userID: ajo.ids.make(), amount: .naira(40), bankID: ajo.ids.make())
    await #expect(throws: NotFound.self) {
      try await ajo.services.withdrawals.begin(request, pinToken: "right")
    }
    #expect(!pins.isSpent)
  }

  @Test(
    "What was paid meanwhile is paid, and not returned", arguments: Engine.allCases)
  func paidMeanwhile(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(withdrawal)
    ajo.gateway.set(withdrawal.reference, .paid(.of(withdrawal.reference, .naira(40))))
    await #expect(throws: WithdrawalChangeRefusal.notUnderWay) {
      try await giveBack(withdrawal, in: ajo)
    }
    #expect(try await ajo.balance(of: ada) == .naira(60))
  }

  @Test("A withdrawal that is stuck is sent out again", arguments: Engine.allCases)
  func retry(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    ajo.gateway.answer(.lost)
    try await ajo.submit(withdrawal)
    ajo.gateway.answer(.done)
    ajo.gateway.set(withdrawal.reference, .paid(.of(withdrawal.reference, .naira(40))))
    _ = try await ajo.services.withdrawals.retry(
      withdrawal.id, because: "stuck", by: Actor(userID: ajo.administrator))
    try await ajo.submit(withdrawal)
    #expect(try await ajo.balance(of: ada) == .naira(60))
    await #expect(throws: WithdrawalChangeRefusal.notUnderWay) {
      try await ajo.services.withdrawals.retry(
        withdrawal.id, because: "stuck", by: Actor(userID: ajo.administrator))
    }
  }

  @Test(
    "Nobody leaves while a withdrawal is under way, and a bank in use stays linked",
    arguments: Engine.allCases)
  func leaving(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(40))
    let bank = try await ajo.bank(of: ada)
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: bank)
    let refusal = await #expect(throws: DeletionRefused.self) {
      try await ajo.deletions.delete(ada)
    }
    #expect(
      refusal?.reasons.map(\.objection.code) == ["wallet_not_empty", "withdrawal_pending"])
    await #expect(throws: BankRefusal.inUse) {
      try await ajo.services.banks.unlink(bank.id, of: ada)
    }
    try await ajo.submit(withdrawal)
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    try await ajo.deletions.delete(ada)
    // Money that comes back to somebody who has left is not lost: a person looks.
    try await ajo.tell(withdrawal.reference, .payout(.reversed("closed")))
    #expect(
      try await ajo.store.differences(isOpen: true, before: nil, limit: 9).map(\.theirState)
        == ["reversed"])
  }
}
