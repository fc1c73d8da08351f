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
import Work
import WorkTesting

/// What statements cost does not depend on how many payments there are, on every engine.
@Suite struct PaymentPlanContractTests {
  @Test("Every statement on payments uses an index", arguments: Engine.allCases)
  func indexes(on engine: Engine) async throws {
    let watched = WatchedDatabase(try await PaymentFixture(on: engine).database)
    let ajo = PaymentFixture(over: watched)
    let ada = try await ajo.user(holding: .naira(1_000))
    try await payIn(ajo, ada)
    try await takeOut(ajo, ada)
    try await look(ajo, ada)

    let own = watched.takeStatements().filter { "\($0)".contains("ajo_") }
    let plans = try watched.plans(of: own, isServing: true)
    #expect(plans.count >= 40)
    for plan in plans { #expect(plan.faults.isEmpty, "\(plan.faults) of \(plan)") }
  }

  private func payIn(_ ajo: PaymentFixture, _ ada: UserID) async throws {
    let deposit = try await ajo.deposit(100, by: ada, under: "k")
    ajo.gateway.set(
      deposit.reference, ChargeStatus.succeeded(.paying(deposit.reference, .naira(100))))
    let card = try await ajo.services.cards.link(
      deposit.reference.text, of: .sandbox, by: ada)
    _ = try await ajo.deposit(100, by: ada, card: card.id)
    let other = try await ajo.deposit(100, by: ada)
    try await ajo.pay(other, .naira(99))
    _ = try await ajo.services.deposits.settle(
      DepositDecision(deposit: other.id, settlement: .creditPaid, reason: "r"),
      by: .operatorConsole)
    try await ajo.services.cards.remove(card.id, of: ada)
  }

  private func takeOut(_ ajo: PaymentFixture, _ ada: UserID) async throws {
    let bank = try await ajo.bank(of: ada)
    let cancelled = try await ajo.withdraw(.naira(1), by: ada, to: bank)
    _ = try await ajo.services.withdrawals.cancel(cancelled.id, of: ada)
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: bank)
    _ = try await ajo.take(SubmitWithdrawal.self)
    try await ajo.submit(withdrawal)
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    try await ajo.tell(withdrawal.reference, .payout(.reversed("closed")))
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    _ = try await ajo.services.banks.makePrimary(bank.id, of: ada)
    try await ajo.services.banks.unlink(bank.id, of: ada)
    let check = try await ajo.services.identity.claim(
      DocumentClaim(userID: ada, document: .nin, number: "12345678900"))
    try await ajo.services.identity.hear(.verified, of: check.id)
  }

  private func look(_ ajo: PaymentFixture, _ ada: UserID) async throws {
    let entries = try await ajo.wallets.transactions(of: ada, before: nil, limit: 3)
    _ = try await ajo.wallets.transactions(of: ada, before: entries.last?.place, limit: 3)
    for filter in [PaymentFilter(), PaymentFilter(state: "paid"), PaymentFilter(userID: ada)] {
      _ = try await ajo.store.deposits(filter, before: ajo.ids.make(), limit: 3)
      _ = try await ajo.store.withdrawals(filter, before: nil, limit: 3)
    }
    _ = try await ajo.store.deposits(of: ada, before: ajo.ids.make(), limit: 3)
    _ = try await ajo.store.withdrawals(of: ada, before: nil, limit: 3)
    _ = try await ajo.store.banks(of: ada, before: nil, limit: 3)
    _ = try await ajo.store.undecidedBanks(before: nil, limit: 3)
    _ = try await ajo.store.cards(of: ada, before: nil, limit: 3)
    _ = try await ajo.store.checks(of: ada, before: nil, limit: 3)
    for isOpen in [true, false, nil] {
      _ = try await ajo.store.differences(isOpen: isOpen, before: nil, limit: 3)
    }
    let today = TimeZoneRules.utc.date(at: ajo.time.clock.now())
    ajo.gateway.settle([
      Settlement(
        kind: .charge, reference: PaymentReference("ajo-nobody"), providerReference: "x",
        amount: .naira(1), at: ajo.time.clock.now())
    ])
    _ = try await ajo.services.reconciliation.catchUp(to: today)
    _ = try? await ajo.deletions.delete(ada)
  }
}
