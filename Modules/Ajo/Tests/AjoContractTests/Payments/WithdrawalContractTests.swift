import Ajo
import AjoSQL
import AjoTesting
import Kernel
import KernelTesting
import Ledger
import Payments
import PlatformSQL
import Ports
import Storage
import StorageTesting
import Testing
import WorkTesting
import Work

/// What withdrawals promise, on every engine.
@Suite struct WithdrawalContractTests {
  @Test(
    "A withdrawal is held at once, listed as pending, and an entry once it is paid",
    arguments: Engine.allCases)
  func paid(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    #expect(withdrawal.state == .held)
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(try await ajo.available(to: ada) == .naira(60))
    let pending = try await ajo.wallets.transactions(of: ada, before: nil, limit: 10)
    #expect(pending.map(\.kind) == ["withdrawal", "credit"])
    #expect(pending.map(\.status) == [.pending, .completed])
    #expect(pending.first?.reference == withdrawal.reference.text)

    try await ajo.submit(withdrawal)
    #expect(ajo.gateway.sent.map(\.reference) == [withdrawal.reference])
    #expect(ajo.gateway.sent.first?.account.number == "0123456789")
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    #expect(try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada).state == .paid)
    #expect(try await ajo.balance(of: ada) == .naira(60))
    let entries = try await ajo.wallets.transactions(of: ada, before: nil, limit: 10)
    #expect(entries.map(\.id) == pending.map(\.id))
    #expect(entries.map(\.status) == [.completed, .completed])
    #expect(entries.first?.reference == withdrawal.reference.text)
    #expect(entries.first?.balanceAfter == .naira(60))
    #expect(try await ajo.notified(ada) == ["ajo.withdrawal.paid"])
    #expect(try await ajo.published("ajo.withdrawal.paid") == 1)
  }

  @Test("Entries and what has none come in pages, newest first", arguments: Engine.allCases)
  func pages(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    for _ in 1...2 { _ = try await ajo.withdraw(.naira(1), by: ada, to: bank) }
    _ = try await ajo.wallets.credit(
      ada, amount: .naira(5), note: nil, by: .operatorConsole)
    _ = try await ajo.withdraw(.naira(2), by: ada, to: bank)
    let all = try await ajo.wallets.transactions(of: ada, before: nil, limit: 10)
    #expect(
      all.map(\.kind) == ["withdrawal", "credit", "withdrawal", "withdrawal", "credit"])
    for size in 1...4 {
      var seen: [WalletTransaction] = []
      while seen.count < all.count {
        let page = try await ajo.wallets.transactions(
          of: ada, before: seen.last?.place, limit: size)
        try #require(!page.isEmpty)
        seen += page
      }
      #expect(seen == all)
    }
    for entry in all {
      #expect(try await ajo.wallets.transaction(entry.id, of: ada) == entry)
      #expect(try await ajo.wallets.transaction(entry.id, of: ajo.administrator) == nil)
    }
  }

  @Test(
    "The lost answer of a withdrawal ends posted or returned, exactly one",
    arguments: Engine.allCases)
  func lostAnswer(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    for (status, left) in [
      (nil as PayoutStatus?, Money.naira(60)), (.failed("closed"), .naira(60)),
    ] {
      let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: bank)
      ajo.gateway.answer(.lost)
      try await ajo.submit(withdrawal)
      ajo.gateway.answer(.done)
      let found = try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada)
      #expect(found.state == .submitted)
      #expect(try await !ajo.verify(withdrawal))
      ajo.gateway.setReachable(false)
      #expect(try await !ajo.verify(withdrawal))
      ajo.gateway.setReachable(true)
      ajo.gateway.set(
        withdrawal.reference, status ?? .paid(.of(withdrawal.reference, .naira(40))))
      #expect(try await ajo.verify(withdrawal))
      #expect(try await ajo.balance(of: ada) == left)
      #expect(try await ajo.available(to: ada) == left)
    }
    #expect(ajo.gateway.sent.count == 2)
  }

  @Test(
    "A provider that knows nothing of a withdrawal is asked again under the same reference",
    arguments: Engine.allCases)
  func unknown(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    ajo.gateway.answer(.lost)
    try await ajo.submit(withdrawal)
    ajo.gateway.set(withdrawal.reference, nil as PayoutStatus?)
    #expect(try await !ajo.verify(withdrawal))
    #expect(try await ajo.take(SubmitWithdrawal.self) == nil)
    ajo.clock.advance(seconds: 300)
    #expect(try await !ajo.verify(withdrawal))
    ajo.gateway.answer(.done)
    ajo.gateway.set(withdrawal.reference, .paid(.of(withdrawal.reference, .naira(40))))
    try await ajo.submit(withdrawal)
    #expect(ajo.gateway.sent.map(\.reference) == [withdrawal.reference])
    #expect(try await ajo.balance(of: ada) == .naira(60))
  }

  @Test(
    "A second attempt that is refused ends nothing that the first one began",
    arguments: Engine.allCases)
  func refusedTwice(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    ajo.gateway.answer(.lost)
    try await ajo.submit(withdrawal)
    ajo.gateway.set(withdrawal.reference, .paid(.of(withdrawal.reference, .naira(40))))
    _ = try await ajo.services.withdrawals.retry(
      withdrawal.id, because: "stuck", by: .operatorConsole)
    ajo.gateway.answer(.refused)
    try await ajo.submit(withdrawal)
    #expect(try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada).state == .paid)
    #expect(try await ajo.balance(of: ada) == .naira(60))
    let other = try await ajo.withdraw(
      .naira(10), by: ada, to: try await ajo.bank(of: ada, "1234567891"))
    try await ajo.submit(other)
    #expect(try await ajo.available(to: ada) == .naira(60))
  }

  @Test(
    "A second attempt that is refused frees nothing while the first may still be on its way",
    arguments: Engine.allCases)
  func refusedTooEarly(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    ajo.gateway.answer(.lost)
    try await ajo.submit(withdrawal)
    // The provider does not know of it yet, and the first attempt has used up what it can send.
    ajo.gateway.set(withdrawal.reference, nil as PayoutStatus?)
    _ = try await ajo.services.withdrawals.retry(
      withdrawal.id, because: "stuck", by: .operatorConsole)
    ajo.gateway.answer(.refused)
    try await ajo.submit(withdrawal)
    let found = try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada)
    #expect(found.state == .submitted)
    #expect(try await ajo.available(to: ada) == .naira(60))
    // After five minutes it is asked again, and now the refusal counts.
    ajo.clock.advance(seconds: 300)
    #expect(try await !ajo.verify(withdrawal))
    try await ajo.submit(withdrawal)
    #expect(try await ajo.available(to: ada) == .naira(100))
  }

  @Test(
    "Whatever order its ends are told in, the first counts, and a contradiction is looked at",
    arguments: Engine.allCases)
  func orders(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(500))
    let bank = try await ajo.bank(of: ada)
    func run(_ statuses: [(PaymentReference) -> PayoutStatus]) async throws -> (Money, Int) {
      let before = try await ajo.balance(of: ada)
      let withdrawal = try await ajo.withdraw(.naira(10), by: ada, to: bank)
      try await ajo.submit(withdrawal)
      for status in statuses + statuses {
        try await ajo.tell(
          withdrawal.reference, .payout(status(withdrawal.reference)))
      }
      let lost = try before.subtracting(try await ajo.balance(of: ada))
      #expect(try await ajo.available(to: ada) == ajo.balance(of: ada))
      return (
        lost, try await ajo.count("ajo_differences WHERE name = \(withdrawal.reference.text)")
      )
    }
    let paid: (PaymentReference) -> PayoutStatus = { .paid(.of($0, .naira(10))) }
    let failed: (PaymentReference) -> PayoutStatus = { _ in .failed("no") }
    let reversed: (PaymentReference) -> PayoutStatus = { _ in .reversed("back") }
    #expect(try await run([paid]) == (.naira(10), 0))
    #expect(try await run([failed]) == (.naira(0), 0))
    #expect(try await run([reversed]) == (.naira(0), 0))
    #expect(try await run([paid, reversed]) == (.naira(0), 0))
    #expect(try await run([reversed, paid]) == (.naira(0), 0))
    #expect(try await run([paid, failed]) == (.naira(10), 1))
    #expect(try await run([failed, paid]) == (.naira(0), 1))
    #expect(
      try await ajo.notified(ajo.administrator)
        == ["ajo.payment.difference", "ajo.payment.difference"])
  }

  @Test(
    "Of a cancellation and a submission at once, one wins: nothing cancelled is sent",
    arguments: Engine.allCases)
  func cancelling(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    for _ in 1...10 {
      let withdrawal = try await ajo.withdraw(.naira(10), by: ada, to: bank)
      async let submission: Void = ajo.submit(withdrawal)
      async let cancellation = ajo.services.withdrawals.cancel(withdrawal.id, of: ada)
      var isCancelled = true
      do {
        _ = try await cancellation
      } catch WithdrawalChangeRefusal.notHeld {
        isCancelled = false
      }
      try await submission
      #expect(
        ajo.gateway.sent.contains { $0.reference == withdrawal.reference } == !isCancelled)
      let found = try await ajo.services.withdrawals.withdrawal(withdrawal.id, of: ada)
      #expect(found.state == (isCancelled ? .returned : .submitted))
      if !isCancelled {
        try await ajo.tell(withdrawal.reference, .payout(.failed("end of the test")))
      }
    }
    #expect(try await ajo.available(to: ada) == .naira(100))
  }

  @Test("Two withdrawals of one balance: one is held", arguments: Engine.allCases)
  func race(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    let held = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do {
            _ = try await ajo.withdraw(.naira(60), by: ada, to: bank)
            return 1
          } catch WithdrawalRefusal.insufficientFunds {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(held == 1)
    #expect(try await ajo.available(to: ada) == .naira(40))
    #expect(try await ajo.count("ajo_withdrawals") == 1)
  }

  @Test(
    "A fee is a transfer of its own: taken with what is paid, given back with what comes back",
    arguments: Engine.allCases)
  func fee(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    ajo.set { $0.withdrawalFee = .naira(2) }
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    await #expect(throws: WithdrawalRefusal.insufficientFunds) {
      try await ajo.withdraw(.naira(99), by: ada, to: bank)
    }
    let fees = { try await ajo.ledger.account(PaymentAccounts.fees(in: .naira))?.balance }
    let withdrawal = try await ajo.withdraw(.naira(98), by: ada, to: bank)
    #expect(try await ajo.available(to: ada) == .naira(0))
    _ = try await ajo.services.withdrawals.cancel(withdrawal.id, of: ada)
    #expect(try await ajo.available(to: ada) == .naira(100))

    let paid = try await ajo.withdraw(.naira(50), by: ada, to: bank)
    _ = try await ajo.take(SubmitWithdrawal.self)
    try await ajo.submit(paid)
    try await ajo.tell(paid.reference, .payout(.paid(.of(paid.reference, .naira(50)))))
    #expect(try await ajo.balance(of: ada) == .naira(48))
    #expect(try await fees() == .naira(2))
    let entries = try await ajo.wallets.transactions(of: ada, before: nil, limit: 2)
    #expect(entries.map(\.reference) == [paid.reference.text, paid.reference.text])
    try await ajo.tell(paid.reference, .payout(.reversed("account closed")))
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(try await fees() == .naira(0))
  }

  @Test(
    "A fee that is held is listed with what it is for, also between two pages",
    arguments: Engine.allCases)
  func heldFees(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    ajo.set { $0.withdrawalFee = .naira(2) }
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    _ = try await ajo.withdraw(.naira(10), by: ada, to: bank)
    let second = try await ajo.withdraw(.naira(20), by: ada, to: bank)
    var (found, before): ([WalletTransaction], EntryPlace?) = ([], nil)
    while let next = try await ajo.wallets.transactions(of: ada, before: before, limit: 1).first {
      found.append(next)
      before = next.place
    }
    let whole = try await ajo.wallets.transactions(of: ada, before: nil, limit: 9)
    #expect(found == whole)
    #expect(found.map(\.amount) == [2, 20, 2, 10, 100].map { .naira($0) })
    #expect(found.map(\.note) == ["Fee", nil, "Fee", nil, nil])
    #expect(found.prefix(4).allSatisfy { $0.status == .pending && $0.direction == .debit })
    #expect(found[0].reference == second.reference.text)
    #expect(try await ajo.wallets.transaction(found[0].id, of: ada) == found[0])
  }

  @Test(
    "If the provider paid another amount, the withdrawal is paid and a person is told, once",
    arguments: Engine.allCases)
  func otherAmount(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(withdrawal)
    for _ in 1...2 {
      try await ajo.tell(
        withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(39)))))
    }
    #expect(try await ajo.balance(of: ada) == .naira(60))
    let found = try await ajo.services.reconciliation.differences(
      isOpen: true, before: nil, limit: 9)
    #expect(found.map(\.kind) == [.amountDiffers])
    #expect(found.first?.ours == .naira(40) && found.first?.theirs == .naira(39))
    #expect(try await ajo.notified(ajo.administrator) == ["ajo.payment.difference"])
  }

  @Test("Money goes to one's own verified account alone", arguments: Engine.allCases)
  func banks(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bola = try await ajo.user("bola ade", holding: .naira(100))
    ajo.gateway.setHolder(
      of: BankAccount(bankCode: "058", number: "1111111111"), "SOMEBODY ELSE")
    let pending = try await ajo.bank(of: ada, "1111111111")
    await #expect(throws: WithdrawalRefusal.bankNotVerified) {
      try await ajo.withdraw(.naira(1), by: ada, to: pending)
    }
    let foreign = try await ajo.bank(of: bola)
    await #expect(throws: WithdrawalRefusal.noSuchBank) {
      try await ajo.withdraw(.naira(1), by: ada, to: foreign)
    }
  }
}
