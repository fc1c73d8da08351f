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

/// What administrators do to wallets, on every engine.
@Suite struct CorrectionContractTests {
  private func transfer(
    _ amount: Money, from payer: UserID, to payee: UserID, in ajo: PaymentFixture
  ) async throws -> Transfer {
    try await ajo.ledger.post(
      Posting(
        TransferOrder(
          id: ajo.ids.make(), debit: .opening(Wallet.terms(of: payer, in: .naira)),
          credit: .opening(Wallet.terms(of: payee, in: .naira)), amount: amount,
          kind: "transfer"))
    ).result.get()
  }

  private func reverse(
    _ id: Transfer.ID, force: Bool = false, in ajo: PaymentFixture
  ) async throws -> Reversal {
    try await ajo.services.corrections.reverse(
      ReversalRequest(transferID: id, reason: "wrong payee", isForced: force),
      by: Actor(userID: ajo.administrator))
  }

  @Test(
    "A transfer is undone once by another that names it, whatever comes at once",
    arguments: Engine.allCases)
  func once(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(100)), try await ajo.user("bola"))
    let made = try await transfer(.naira(60), from: ada, to: bola, in: ajo)
    let undone = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          do {
            _ = try await reverse(made.id, in: ajo)
            return 1
          } catch ReversalRefusal.alreadyReversed {
            return 0
          }
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(undone == 1)
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(try await ajo.balance(of: bola) == .naira(0))
    let entry = try await ajo.wallets.transactions(of: ada, before: nil, limit: 1).first
    #expect(entry?.kind == "reversal" && entry?.reference == "\(made.id)")
    #expect(entry?.direction == .credit)
    #expect(try await ajo.count("platform_audit WHERE action = 'ajo.transaction.reverse'") == 1)
  }

  @Test(
    "What the payee has spent is not undone, unless it is owed from then on",
    arguments: Engine.allCases)
  func debt(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(100)), try await ajo.user("bola"))
    let made = try await transfer(.naira(60), from: ada, to: bola, in: ajo)
    _ = try await transfer(.naira(45), from: bola, to: try await ajo.user("zed"), in: ajo)
    await #expect(throws: ReversalRefusal.insufficientFunds) {
      try await reverse(made.id, in: ajo)
    }
    let reversal = try await reverse(made.id, force: true, in: ajo)
    #expect(reversal.debt == .naira(45))
    #expect(try await ajo.balance(of: ada) == .naira(100))
    #expect(try await ajo.balance(of: bola) == .naira(0))
    let owed = try await ajo.ledger.account(PaymentAccounts.debt(of: bola, in: .naira))
    #expect(owed?.balance == .naira(-45))
    let refusal = await #expect(throws: DeletionRefused.self) {
      try await ajo.deletions.delete(bola)
    }
    #expect(refusal?.reasons.map(\.objection.code) == ["debt_open"])
  }

  @Test(
    "Unknown transfers, holds and what a circle counts on are not undone",
    arguments: Engine.allCases)
  func refused(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    await #expect(throws: ReversalRefusal.notFound) {
      try await reverse(ajo.ids.make(), in: ajo)
    }
    let withdrawal = try await ajo.withdraw(.naira(1), by: ada, to: try await ajo.bank(of: ada))
    await #expect(throws: ReversalRefusal.notReversible) {
      try await reverse(withdrawal.transfers.hold, in: ajo)
    }
    let contribution = try await ajo.ledger.post(
      Posting(
        TransferOrder(
          id: ajo.ids.make(), debit: .opening(Wallet.terms(of: ada, in: .naira)),
          credit: .opening(
            AccountTerms(
              owner: Owner(kind: .circle, id: 7), code: "ajo.circle", unit: .naira)),
          amount: .naira(5), kind: "transfer"))
    ).result.get()
    await #expect(throws: ReversalRefusal.notReversible) {
      try await reverse(contribution.id, in: ajo)
    }
  }

  @Test(
    "A reversal is final, and what has not moved is told so rather than unknown",
    arguments: Engine.allCases)
  func words(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let (ada, bola) = (try await ajo.user(holding: .naira(100)), try await ajo.user("bola"))
    let made = try await transfer(.naira(60), from: ada, to: bola, in: ajo)
    let reversal = try await reverse(made.id, in: ajo)
    await #expect(throws: ReversalRefusal.isReversal) {
      try await reverse(reversal.reversalID, in: ajo)
    }
    ajo.set { $0.withdrawalFee = .naira(1) }
    let withdrawal = try await ajo.withdraw(.naira(10), by: ada, to: try await ajo.bank(of: ada))
    for id in [withdrawal.transfers.payment, withdrawal.transfers.feePayment] {
      await #expect(throws: ReversalRefusal.notPosted) { try await reverse(id, in: ajo) }
    }
    let entries = try await ajo.wallets.transactions(of: ada, before: nil, limit: 2)
    #expect(entries.map(\.amount) == [.naira(1), .naira(10)])
    _ = try await ajo.services.withdrawals.cancel(withdrawal.id, of: ada)
    await #expect(throws: ReversalRefusal.notPosted) {
      try await reverse(withdrawal.transfers.payment, in: ajo)
    }
  }

  @Test(
    "A withdrawal that was reversed by hand is not given back again by the bank",
    arguments: Engine.allCases)
  func withdrawn(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: try await ajo.bank(of: ada))
    try await ajo.submit(withdrawal)
    try await ajo.tell(
      withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
    _ = try await reverse(withdrawal.transfers.payment, in: ajo)
    #expect(try await ajo.balance(of: ada) == .naira(100))
    try await ajo.tell(withdrawal.reference, .payout(.reversed("closed")))
    #expect(try await ajo.balance(of: ada) == .naira(100))
    await #expect(throws: ReversalRefusal.alreadyReversed) {
      try await reverse(withdrawal.transfers.payment, in: ajo)
    }
  }

  @Test(
    "A withdrawal and its fee come back once each, whoever gives either back first",
    arguments: Engine.allCases)
  func fees(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user(holding: .naira(100))
    let bank = try await ajo.bank(of: ada)
    ajo.set { $0.withdrawalFee = .naira(2) }
    func paid() async throws -> Withdrawal {
      let withdrawal = try await ajo.withdraw(.naira(40), by: ada, to: bank)
      try await ajo.submit(withdrawal)
      try await ajo.tell(
        withdrawal.reference, .payout(.paid(.of(withdrawal.reference, .naira(40)))))
      #expect(try await ajo.balance(of: ada) == .naira(58))
      return withdrawal
    }
    for part in [\Withdrawal.Transfers.feePayment, \.payment] {
      let withdrawal = try await paid()
      _ = try await reverse(withdrawal.transfers[keyPath: part], in: ajo)
      try await ajo.tell(withdrawal.reference, .payout(.reversed("closed")))
      #expect(try await ajo.balance(of: ada) == .naira(100))
    }
    let withdrawal = try await paid()
    try await ajo.tell(withdrawal.reference, .payout(.reversed("closed")))
    for part in [withdrawal.transfers.payment, withdrawal.transfers.feePayment] {
      await #expect(throws: ReversalRefusal.alreadyReversed) { try await reverse(part, in: ajo) }
    }
    #expect(try await ajo.balance(of: ada) == .naira(100))
  }

  @Test(
    "Amounts are put in and taken out by hand, with one entry of the audit trail each",
    arguments: Engine.allCases)
  func adjusted(on engine: Engine) async throws {
    let ajo = try await PaymentFixture(on: engine)
    let ada = try await ajo.user()
    func adjust(_ direction: WalletTransaction.Direction, _ naira: Int64) async throws {
      _ = try await ajo.services.corrections.adjust(
        AdjustmentRequest(direction, userID: ada, amount: .naira(naira), reason: "a \"gift\""),
        by: Actor(userID: ajo.administrator))
    }
    try await adjust(.credit, 50)
    try await adjust(.debit, 20)
    await #expect(throws: TransferRefusal.insufficientFunds) { try await adjust(.debit, 31) }
    #expect(try await ajo.balance(of: ada) == .naira(30))
    let audited = try await ajo.database.all(
      """
      SELECT before, after FROM platform_audit WHERE action LIKE 'ajo.wallet.%' ORDER BY sequence
      """
    ) { row -> [String] in [try row[0], try row[1]] }
    #expect(audited.map { $0[0] } == [#"{"balance":"0.00"}"#, #"{"balance":"50.00"}"#])
    #expect(audited.last?[1].contains(#""balance":"30.00""#) == true)
    #expect(audited.last?[1].contains(#""reason":"a \"gift\"""#) == true)
  }
}
