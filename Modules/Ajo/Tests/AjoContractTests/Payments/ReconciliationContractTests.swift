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

/// What the comparison of books promises, on every engine.
@Suite struct ReconciliationContractTests {
  private func settlement(
    _ kind: Settlement.Kind, _ reference: PaymentReference?, _ amount: Money, _ name: String,
    in ajo: PaymentFixture
  ) -> Settlement {
    Settlement(
      kind: kind, reference: reference, providerReference: name, amount: amount,
      at: ajo.time.clock.now())
  }

  @Test(
    "Each way in which books differ is found once, told, and closed by a person",
    arguments: Engine.allCases)
  func differences(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let right = try await ajo.deposit(100, by: ada)
    try await ajo.pay(right)
    let silent = try await ajo.deposit(100, by: ada)
    let other = try await ajo.deposit(300, by: ada)
    try await ajo.pay(other)
    let lonely = try await ajo.withdraw(.naira(10), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(lonely)
    try await ajo.tell(lonely.reference, .payout(.paid(.of(lonely.reference, .naira(10)))))
    ajo.gateway.settle([
      settlement(.charge, right.reference, .naira(100), "a", in: ajo),
      settlement(.charge, silent.reference, .naira(100), "b", in: ajo),
      settlement(.charge, other.reference, .naira(299), "c", in: ajo),
      settlement(.payout, nil, .naira(5), "d", in: ajo),
      // Another context's, which compares it itself.
      settlement(.charge, PaymentReference("booking-1"), .naira(7), "e", in: ajo),
    ])
    let today = TimeZoneRules.utc.date(at: ajo.time.clock.now())
    for _ in 1...2 {
      let days = try await ajo.services.reconciliation.reconcile(today)
      #expect(days.map(\.settlements) == [5])
      #expect(days.map(\.differences) == [4])
    }
    let found = try await ajo.store.differences(isOpen: true, before: nil, limit: 10)
    #expect(found.count == 4)
    let kinds = Dictionary(uniqueKeysWithValues: found.map { ($0.kind, $0) })
    #expect(kinds[.stateDiffers]?.reference == silent.reference.text)
    #expect(kinds[.amountDiffers]?.ours == .naira(300))
    #expect(kinds[.amountDiffers]?.theirs == .naira(299))
    #expect(kinds[.missingHere]?.providerReference == "d")
    #expect(kinds[.missingThere]?.reference == lonely.reference.text)
    #expect(
      try await ajo.notified(ajo.administrator)
        == [String](repeating: "ajo.payment.difference", count: 4))
    // Nothing is corrected.
    #expect(try await ajo.services.deposits.deposit(silent.id, of: ada).state == .pending)

    let closed = try await ajo.services.reconciliation.close(
      found[0].id, because: "their mistake", by: Actor(userID: ajo.administrator))
    #expect(closed.closing?.by == ajo.administrator)
    await #expect(throws: DifferenceRefusal.alreadyClosed) {
      try await ajo.services.reconciliation.close(
        found[0].id, because: "again", by: Actor(userID: ajo.administrator))
    }
    #expect(try await ajo.store.differences(isOpen: true, before: nil, limit: 9).count == 3)
    #expect(try await ajo.store.differences(isOpen: false, before: nil, limit: 9) == [closed])
    #expect(try await ajo.count("platform_audit WHERE action = 'ajo.difference.close'") == 1)
  }

  @Test(
    "A payment that both put on either side of midnight is no difference",
    arguments: Engine.allCases)
  func midnight(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await ajo.deposit(100, by: ada)
    ajo.gateway.settle([settlement(.charge, deposit.reference, .naira(100), "a", in: ajo)])
    ajo.pass(hours: 12)
    try await ajo.pay(deposit)
    let days = try await ajo.services.reconciliation.reconcile(
      TimeZoneRules.utc.date(at: ajo.time.clock.now()))
    #expect(days.map(\.differences) == [0])
  }

  @Test(
    "A provider that cannot be asked holds up no other's books", arguments: Engine.allCases)
  func outage(on engine: Engine) async throws {
    let other = ScriptedGateway(as: .paystack)
    let ajo = try await PaymentFixture(on: engine, others: [other])
    let day = ajo.services.reconciliation.yesterday
    for (down, up) in [(ajo.gateway, other), (other, ajo.gateway)] {
      down.setReachable(false)
      await #expect(throws: ProviderUnavailable()) {
        try await ajo.services.reconciliation.catchUp(to: day)
      }
      #expect(try await ajo.store.lastReconciled(up.provider) == day)
      down.setReachable(true)
    }
  }

  @Test(
    "Days that nobody compared are made up for, a month of them at once, and none is left out",
    arguments: Engine.allCases)
  func catchUp(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let day = ajo.services.reconciliation.yesterday
    #expect(try await ajo.services.reconciliation.catchUp(to: day).map(\.day) == [day])
    #expect(try await ajo.services.reconciliation.catchUp(to: day).map(\.day) == [day])
    let later = day.adding(days: 3)
    #expect(
      try await ajo.services.reconciliation.catchUp(to: later).map(\.day)
        == [1, 2, 3].map { day.adding(days: $0) })
    let muchLater = day.adding(days: 300)
    #expect(try await ajo.services.reconciliation.catchUp(to: muchLater).count == 31)
    #expect(try await ajo.store.lastReconciled(.sandbox) == later.adding(days: 31))
    while try await ajo.services.reconciliation.continuation(to: muchLater) != nil {
      _ = try await ajo.services.reconciliation.catchUp(to: muchLater)
    }
    #expect(try await ajo.count("ajo_reconciled_days") == 301)
    ajo.gateway.setReachable(false)
    await #expect(throws: ProviderUnavailable()) {
      try await ajo.services.reconciliation.catchUp(to: muchLater)
    }
  }
}
