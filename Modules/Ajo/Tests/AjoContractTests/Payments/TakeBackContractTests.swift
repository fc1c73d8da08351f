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
import Work
import WorkTesting

/// Money that a provider takes back, and what is owed since, on every engine.
@Suite struct TakeBackContractTests {
  private func taken(
    _ naira: Int64, _ name: String = "R1", _ kind: TakenBack.Kind = .refund,
    _ state: TakenBack.State = .taken
  ) -> PaymentEvent.Outcome {
    .takenBack(TakenBack(kind: kind, name: name, amount: .naira(naira), state: state))
  }

  private func paid(_ naira: Int64, by user: UserID, in ajo: PaymentFixture) async throws -> Deposit
  {
    let deposit = try await ajo.deposit(naira, by: user)
    try await ajo.pay(deposit)
    return deposit
  }

  private func send(
    _ naira: Int64, from payer: UserID, to payee: UserID, in ajo: PaymentFixture
  ) async throws {
    _ = try await ajo.ledger.post(
      Posting(
        TransferOrder(
          id: ajo.ids.make(), debit: .opening(Wallet.terms(of: payer, in: .naira)),
          credit: .opening(Wallet.terms(of: payee, in: .naira)), amount: .naira(naira),
          kind: "transfer"))
    ).result.get()
  }

  private func owed(_ user: UserID, in ajo: PaymentFixture) async throws -> Money {
    try await ajo.ledger.account(PaymentAccounts.debt(of: user, in: .naira))?.balance ?? .naira(0)
  }

  @Test(
    "What a provider refunded is taken from the wallet once, and told to user and administrators",
    arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await paid(200, by: ada, in: ajo)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { try await ajo.tell(deposit.reference, taken(150)) } }
      try await group.waitForAll()
    }
    #expect(try await ajo.balance(of: ada) == .naira(50))
    #expect(try await ajo.published("ajo.deposit.taken_back") == 1)
    #expect(try await ajo.notified(ada).count { $0 == "ajo.deposit.taken_back" } == 1)
    #expect(try await ajo.notified(ajo.administrator).count { $0 == "ajo.deposit.taken_back" } == 1)
    // The rest may go as well, and no more than that.
    try await ajo.tell(deposit.reference, taken(50, "R2"))
    try await ajo.tell(deposit.reference, taken(1, "R3"))
    #expect(try await ajo.balance(of: ada) == .naira(0))
    #expect(try await owed(ada, in: ajo) == .naira(0))
    let kept = try await ajo.store.takeBacks(before: nil, limit: 10)
    #expect(kept.map(\.name) == ["R3", "R2", "R1"])
    #expect(kept[0].reason == "it is more than was paid" && kept[0].transferID == nil)
    #expect(try await ajo.count("ajo_debts WHERE closed_at IS NULL") == 0)
    await #expect(throws: ReversalRefusal.alreadyReversed) {
      try await ajo.services.corrections.reverse(
        ReversalRequest(transferID: deposit.transferID, reason: "again"),
        by: Actor(userID: ajo.administrator))
    }
  }

  @Test(
    "A debt that no job sees to is found and collected, and one that was paid is left alone",
    arguments: Engine.allCases)
  func swept(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(50)), try await ajo.user("bola"))
    for (user, amount) in [(ada, Int64(30)), (bola, 20)] {
      let made = try await ajo.services.corrections.adjust(
        AdjustmentRequest(.credit, userID: user, amount: .naira(amount), reason: "by mistake"),
        by: .operatorConsole)
      let left = try await ajo.balance(of: user)
      _ = try await ajo.services.corrections.adjust(
        AdjustmentRequest(.debit, userID: user, amount: left, reason: "spent"),
        by: .operatorConsole)
      _ = try await ajo.services.corrections.reverse(
        ReversalRequest(transferID: made.movement.id, reason: "undone", isForced: true),
        by: .operatorConsole)
    }
    // A release from before there were such rows left none.
    try await ajo.database.execute("DELETE FROM ajo_debts")
    for (user, amount) in [(ada, Int64(100)), (bola, 100)] {
      _ = try await ajo.services.corrections.adjust(
        AdjustmentRequest(.credit, userID: user, amount: .naira(amount), reason: "earned"),
        by: .operatorConsole)
    }
    #expect(try await ajo.services.debts.firstDue() == nil)
    for _ in 1...2 { try await ajo.services.debts.sweep() }
    #expect(try await ajo.count("ajo_debts WHERE closed_at IS NULL") == 2)
    try await ajo.services.debts.collect()
    #expect(try await ajo.balance(of: ada) == .naira(70))
    #expect(try await ajo.balance(of: bola) == .naira(80))
    try await ajo.services.debts.sweep()
    #expect(try await ajo.count("ajo_debts WHERE closed_at IS NULL") == 0)
  }

  @Test(
    "A dispute takes the money once it is lost; what was spent is owed, and the next deposit pays it",
    arguments: Engine.allCases)
  func dispute(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola"))
    let deposit = try await paid(500, by: ada, in: ajo)
    try await send(400, from: ada, to: bola, in: ajo)
    try await ajo.tell(deposit.reference, taken(500, "D1", .dispute, .open))
    #expect(try await ajo.balance(of: ada) == .naira(100))
    try await ajo.tell(deposit.reference, taken(500, "D1", .dispute))
    try await ajo.tell(deposit.reference, taken(500, "D1", .dispute, .open))
    #expect(try await ajo.balance(of: ada) == .naira(0))
    #expect(try await owed(ada, in: ajo) == .naira(-400))
    _ = try await paid(300, by: ada, in: ajo)
    #expect(try await ajo.balance(of: ada) == .naira(0))
    #expect(try await owed(ada, in: ajo) == .naira(-100))
    _ = try await paid(300, by: ada, in: ajo)
    #expect(try await ajo.balance(of: ada) == .naira(200))
    #expect(try await owed(ada, in: ajo) == .naira(0))
    let entry = try await ajo.wallets.transactions(of: ada, before: nil, limit: 1).first
    #expect(entry?.kind == "reversal" && entry?.note == "Repays what was owed")
    #expect(try await ajo.notified(ada).count { $0 == "ajo.debt.repaid" } == 2)
    #expect(try await ajo.count("ajo_debts WHERE closed_at IS NULL") == 0)
    _ = try await paid(100, by: ada, in: ajo)
    #expect(try await ajo.balance(of: ada) == .naira(300))
  }

  @Test(
    "A refund that was asked for here takes nothing from the wallet, one that was not does",
    arguments: Engine.allCases)
  func refunds(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await paid(100, by: ada, in: ajo)
    func refund(_ deposit: Deposit, _ naira: Int64, _ name: String) async throws {
      try await ajo.tell(
        deposit.reference, .refund(.succeeded),
        refunded: TakenBack(kind: .refund, name: name, amount: .naira(naira), state: .taken))
    }
    let mismatch = try await ajo.deposit(100, by: ada)
    try await ajo.pay(mismatch, .naira(99))
    _ = try await ajo.services.deposits.settle(
      DepositDecision(deposit: mismatch.id, settlement: .refund, reason: "too little"),
      by: Actor(userID: ajo.administrator))
    try await refund(mismatch, 99, "R1")
    try await ajo.tell(deposit.reference, .refund(.pending))
    #expect(try await ajo.store.takeBacks(before: nil, limit: 9).isEmpty)
    try await refund(deposit, 30, "R2")
    #expect(try await ajo.balance(of: ada) == .naira(70))
  }

  @Test("A dispute that was won takes nothing", arguments: Engine.allCases)
  func won(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    let deposit = try await paid(100, by: ada, in: ajo)
    for state in [TakenBack.State.open, .dropped, .open] {
      try await ajo.tell(deposit.reference, taken(100, "D1", .dispute, state))
    }
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(try await ajo.store.takeBacks(before: nil, limit: 10).map(\.state) == [.dropped])
  }

  @Test(
    "What was reversed by hand, or never credited, is not taken once more",
    arguments: Engine.allCases)
  func reversed(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let deposit = try await paid(100, by: ada, in: ajo)
    _ = try await ajo.services.corrections.reverse(
      ReversalRequest(transferID: deposit.transferID, reason: "asked for"),
      by: Actor(userID: ajo.administrator))
    try await ajo.tell(deposit.reference, taken(100))
    let other = try await ajo.deposit(100, by: ada)
    try await ajo.pay(other, .naira(99))
    try await ajo.tell(other.reference, taken(99, "R2"))
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(
      try await ajo.store.takeBacks(before: nil, limit: 10).map(\.reason)
        == ["the deposit was not credited", "the deposit was reversed"])
  }

  @Test(
    "What comes in by other ways pays what is owed by a job, and before a withdrawal",
    arguments: Engine.allCases)
  func collected(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(), try await ajo.user("bola", holding: .naira(1_000)))
    let bank = try await ajo.bank(of: ada)
    let deposit = try await paid(100, by: ada, in: ajo)
    try await send(100, from: ada, to: bola, in: ajo)
    try await ajo.tell(deposit.reference, taken(100))
    #expect(try await owed(ada, in: ajo) == .naira(-100))
    #expect(try await ajo.services.debts.firstDue() == nil)
    try await send(30, from: bola, to: ada, in: ajo)
    #expect(try await ajo.services.debts.firstDue() != nil)
    try await ajo.services.debts.collect()
    #expect(try await ajo.services.debts.firstDue() == nil)
    #expect(try await owed(ada, in: ajo) == .naira(-70))
    #expect(try await ajo.balance(of: ada) == .naira(0))
    try await send(90, from: bola, to: ada, in: ajo)
    await #expect(throws: WithdrawalRefusal.insufficientFunds) {
      try await ajo.withdraw(.naira(21), by: ada, to: bank)
    }
    #expect(try await ajo.balance(of: ada) == .naira(90))
    _ = try await ajo.withdraw(.naira(20), by: ada, to: bank)
    #expect(try await ajo.balance(of: ada) == .naira(20))
    #expect(try await ajo.available(to: ada) == .naira(0))
    #expect(try await owed(ada, in: ajo) == .naira(0))
    #expect(try await ajo.services.debts.firstDue() == nil)
  }
}
